const entities: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Text for an element or a quoted attribute. Also well-formed XML, for XML forbids most control characters outright. */
export function escapeHtml(text: string): string {
	return (
		text
			.replace(/[&<>"']/g, (character) => entities[character] as string)
			// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be replaced
			.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\p{Cs}\ufffe\uffff]/gu, '\ufffd')
	);
}

/** JSON that cannot end the script element which it stands in, nor begin a comment or another script there. */
export function jsonForScript(value: unknown): string {
	return JSON.stringify(value).replace(
		/[<\u2028\u2029]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
