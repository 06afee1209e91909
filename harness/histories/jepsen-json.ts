import type { History, JsonValue } from '../model/index.ts';
import { parseExactJson } from './exact-json.ts';
import { splitIndependentKeys, toHistory } from './foreign-history.ts';
import { HistoryFileError } from './history-file-error.ts';
import { jepsenEntry } from './jepsen-entry.ts';

/** A Jepsen history as one JSON array of operations. */
export function readJepsenJson(text: string, file: string): History {
	const entries = parse(text, file);
	if (!Array.isArray(entries)) {
		throw new HistoryFileError({ file, line: 1, expected: 'a JSON array of operations', found: text.slice(0, 40) });
	}
	const events = entries.map((entry, i) =>
		jepsenEntry(entry, { file, kind: `entry ${i + 1} of the array to be a JSON object` }),
	);
	return toHistory(file, splitIndependentKeys(events));
}

function parse(text: string, file: string): JsonValue {
	try {
		return parseExactJson(text);
	} catch (cause) {
		throw new HistoryFileError({ file, expected: 'JSON', found: (cause as Error).message }, { cause });
	}
}
