import type { History } from '../model/index.ts';
import { HistoryFileError } from './history-file-error.ts';
import { readJepsenEdn } from './jepsen-edn.ts';
import { readJepsenJson } from './jepsen-json.ts';
import { readJepsenLog } from './jepsen-log.ts';
import { readJsonl } from './jsonl.ts';
import { readPorcupineKv } from './porcupine-kv.ts';
import type { ByteSource } from './text/byte-source.ts';
import { type FileSource, openFile } from './text/file-source.ts';
import { MalformedText, type Place } from './text/malformed-text.ts';

/** How a history file is written; `auto` tells from its beginning. */
export type HistoryFormat = 'auto' | KnownFormat;

type KnownFormat = 'jsonl' | 'edn' | 'json' | 'porcupine-kv' | 'porcupine-jepsen';

const readers: { readonly [format in KnownFormat]: (source: ByteSource) => History } = {
	/** Ours: one event a line, as `history.jsonl`. */
	jsonl: readJsonl,
	/** Jepsen's and Knossos': maps or records one after the other, or in one vector or list. */
	edn: readJepsenEdn,
	/** Jepsen's, converted for elle-cli: one array. */
	json: readJepsenJson,
	'porcupine-kv': readPorcupineKv,
	/** Lines of `jepsen.log`, whole or as Porcupine keeps them. */
	'porcupine-jepsen': readJepsenLog,
};

const start: Place = { line: 1, column: 1 };

export const historyFormats: readonly HistoryFormat[] = ['auto', ...(Object.keys(readers) as KnownFormat[])];

/**
 * Reads a history file, packed with gzip or not. Throws a `HistoryFileError` when it is missing, empty, truncated or
 * malformed, with the place and what was expected there.
 */
export function readHistory(file: string, format: HistoryFormat = 'auto'): History {
	const source = open(file);
	try {
		if (isBlank(source.head)) throw new MalformedText(start, 'a history with at least one event', 'an empty file');
		return readers[format === 'auto' ? detectFormat(source.head) : format](source);
	} catch (cause) {
		if (!(cause instanceof MalformedText)) throw cause;
		const { line, column, expected, found } = cause;
		throw new HistoryFileError({ file, line, column, expected, found }, { cause });
	} finally {
		source.close();
	}
}

function open(file: string): FileSource {
	try {
		return openFile(file);
	} catch (cause) {
		const found = (cause as Error).message;
		throw new HistoryFileError({ file, expected: 'a file that can be read', found }, { cause });
	}
}

/** Tells the format of a text by what it begins with. Throws a `MalformedText`. */
function detectFormat(head: Uint8Array): KnownFormat {
	const text = Buffer.from(head).toString('utf8').trimStart();
	if (/^(\d{4}-\d\d-\d\d .*)?(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s/.test(text)) return 'porcupine-jepsen';
	// Of a list what counts is its first operation, after comments.
	const first = text.replace(/^(\s|;.*\n|[[(])+/, '');
	if (first.startsWith('#jepsen.') || first.startsWith('#knossos.')) return 'edn';
	if (/^\{\s*:/.test(first)) {
		return text.startsWith('{') && /^[^\n]*:f :(get|put|append),? :key\s/.test(first) ? 'porcupine-kv' : 'edn';
	}
	if (/^\{\s*["}]/.test(first)) return text.startsWith('[') ? 'json' : 'jsonl';
	const expected = `a history in one of the formats ${Object.keys(readers).join(', ')}`;
	throw new MalformedText(start, expected, text.split('\n', 1)[0] ?? '');
}

function isBlank(head: Uint8Array): boolean {
	return Buffer.from(head).toString('utf8').trim() === '';
}
