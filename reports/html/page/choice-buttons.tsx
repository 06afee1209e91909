/** A button that does something once. */
export function ActButton({ text, disabled, act }: { text: string; disabled: boolean; act: () => void }) {
	return (
		<button type="button" class="choice" disabled={disabled} onClick={act}>
			{text}
		</button>
	);
}

/** A button that stays pressed. */
export function ToggleButton({ text, on, toggle }: { text: string; on: boolean; toggle: () => void }) {
	return (
		<button type="button" class="choice" aria-pressed={on} onClick={toggle}>
			{text}
		</button>
	);
}
