import { readFileSync } from 'node:fs';
import type { History } from '../model/index.ts';
import { readEdn } from './edn.ts';
import { HistoryFileError } from './history-file-error.ts';
import { readJepsenJson } from './jepsen-json.ts';
import { readJsonl } from './jsonl.ts';
import { readPorcupineJepsen } from './porcupine-jepsen.ts';
import { readPorcupineKv } from './porcupine-kv.ts';

/** How a history file is written; `auto` tells from its beginning. */
export type HistoryFormat = 'auto' | KnownFormat;

type KnownFormat = 'jsonl' | 'edn' | 'json' | 'porcupine-kv' | 'porcupine-jepsen';

const readers: { readonly [format in KnownFormat]: (text: string, file: string) => History } = {
	/** Ours: one event a line, as `history.jsonl`. */
	jsonl: readJsonl,
	/** Jepsen's and Knossos': maps one after the other, or in one vector or list. */
	edn: readEdn,
	/** Jepsen's, converted: one array. */
	json: readJepsenJson,
	'porcupine-kv': readPorcupineKv,
	'porcupine-jepsen': readPorcupineJepsen,
};

export const historyFormats: readonly HistoryFormat[] = ['auto', ...(Object.keys(readers) as KnownFormat[])];

/** Reads a history file. Throws a `HistoryFileError` when it is missing, empty, truncated or malformed. */
export function readHistory(file: string, format: HistoryFormat = 'auto'): History {
	const text = readText(file);
	if (text.trim() === '') {
		throw new HistoryFileError({ file, expected: 'a history with at least one event', found: 'an empty file' });
	}
	return readers[format === 'auto' ? detectFormat(text, file) : format](text, file);
}

function readText(file: string): string {
	let bytes: Buffer;
	try {
		bytes = readFileSync(file);
	} catch (cause) {
		throw new HistoryFileError(
			{ file, expected: 'a file that can be read', found: (cause as Error).message },
			{ cause },
		);
	}
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new HistoryFileError({ file, expected: 'text in UTF-8', found: 'other bytes' }, { cause });
	}
}

function detectFormat(text: string, file: string): KnownFormat {
	const start = text.trimStart();
	if (start.startsWith('INFO')) return 'porcupine-jepsen';
	// Of a list what counts is its first operation, after comments.
	const first = start.replace(/^(\s|;.*\n|[[(])+/, '');
	if (first.startsWith('#jepsen.') || first.startsWith('#knossos.')) return 'edn';
	if (/^\{\s*:/.test(first)) {
		return start.startsWith('{') && /^[^\n]*:f :(get|put|append),? :key\s/.test(first) ? 'porcupine-kv' : 'edn';
	}
	if (/^\{\s*["}]/.test(first)) return start.startsWith('[') ? 'json' : 'jsonl';
	throw new HistoryFileError({
		file,
		line: 1,
		expected: `a history in one of the formats ${Object.keys(readers).join(', ')}`,
		found: start.split('\n', 1)[0] ?? '',
	});
}
