import { createHash } from 'node:crypto';
import { escapeHtml } from './escape.ts';

/** A page that is one file, fetches nothing, and runs no script but its own. */
export interface StaticPage {
	readonly title: string;
	readonly style: string;
	/** Safe already. */
	readonly body: string;
	/** Plain JavaScript; none unless given. */
	readonly script?: string;
}

/** Whatever would get past the escaping of what is shown is still dead text: the policy names what may run by its hash. */
export function staticPage({ title, style, body, script }: StaticPage): string {
	const scripts = script === undefined ? '' : `script-src ${hashOf(script)}; `;
	const policy = `default-src 'none'; style-src ${hashOf(style)}; ${scripts}img-src data:; base-uri 'none'; form-action 'none'`;
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script>${script}</script>`}
</body>
</html>
`;
}

function hashOf(text: string): string {
	return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
