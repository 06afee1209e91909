import { useRef, useState } from 'preact/hooks';

export function CopyCommand({ command, deterministic }: { command: string; deterministic: boolean }) {
	const code = useRef<HTMLElement>(null);
	const [copied, setCopied] = useState(false);
	async function copy() {
		setCopied(await copyText(command, code.current));
		setTimeout(() => setCopied(false), 2_000);
	}
	return (
		<div class="replay">
			<span class="replay-title">{deterministic ? 'Replay it, bit for bit' : 'Run the same test again'}</span>
			<code ref={code}>{command}</code>
			<button type="button" onClick={() => void copy()} aria-live="polite">
				{copied ? 'Copied' : 'Copy'}
			</button>
		</div>
	);
}

/** Where the clipboard is not allowed, the text is selected, so that the usual key copies it. */
async function copyText(text: string, element: HTMLElement | null): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(text);
		return true;
	} catch {
		if (element !== null) getSelection()?.selectAllChildren(element);
		return false;
	}
}
