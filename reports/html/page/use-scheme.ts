import { useEffect, useState } from 'preact/hooks';

/** The page's colours, for what is painted on a canvas and so cannot follow the style sheet. */
export interface Scheme {
	readonly ok: string;
	readonly fail: string;
	readonly info: string;
	readonly text: string;
	readonly grid: string;
	readonly ink: string;
	/** For lines that have no meaning of their own. */
	readonly lines: readonly string[];
	/** The translucent colour in which a kind of fault shades a chart. */
	fault(kind: string): string;
}

export function useScheme(): Scheme {
	const [scheme, setScheme] = useState(readScheme);
	useEffect(() => {
		const dark = matchMedia('(prefers-color-scheme: dark)');
		const read = () => setScheme(readScheme());
		dark.addEventListener('change', read);
		return () => dark.removeEventListener('change', read);
	}, []);
	return scheme;
}

function readScheme(): Scheme {
	const style = getComputedStyle(document.documentElement);
	const color = (name: string) => style.getPropertyValue(`--${name}`).trim();
	const shades = new Map<string, string>();
	return {
		ok: color('ok'),
		fail: color('fail'),
		info: color('info'),
		text: color('muted'),
		grid: color('line'),
		ink: color('ink'),
		lines: [1, 2, 3, 4, 5, 6].map((number) => color(`line-${number}`)),
		fault(kind) {
			const shade = shades.get(kind) ?? `rgb(${tintOf(kind)} / 0.13)`;
			shades.set(kind, shade);
			return shade;
		},
	};
}

/** The style sheet says which kinds have a colour in common. To ask it costs a look at the whole page. */
function tintOf(kind: string): string {
	const probe = document.createElement('i');
	probe.className = `fault-${kind}`;
	document.body.append(probe);
	const tint = getComputedStyle(probe).getPropertyValue('--tint').trim();
	probe.remove();
	return tint || '128 128 128';
}
