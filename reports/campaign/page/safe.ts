import { escapeHtml } from '../../escape.ts';
import { escapeControl } from '../../operation-label.ts';

/** What a run says, for the page: as text, with characters that would not show themselves escaped; lines stay lines. */
export function safe(text: string): string {
	return escapeHtml(text.split('\n').map(escapeControl).join('\n'));
}
