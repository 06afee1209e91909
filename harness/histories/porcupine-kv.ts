import type { History } from '../model/index.ts';
import { ednEvents } from './edn.ts';
import { toHistory } from './foreign-history.ts';
import { HistoryFileError } from './history-file-error.ts';

const functions = ['get', 'put', 'append'];

/** Porcupine's key-value logs: one EDN map a line, with `:f` get, put or append and a `:key`. */
export function readPorcupineKv(text: string, file: string): History {
	const events = [...ednEvents(text, file)];
	for (const { line, f, key, process } of events) {
		if (!Number.isSafeInteger(process)) continue;
		const place = line === undefined ? { file } : { file, line };
		if (!functions.includes(f))
			throw new HistoryFileError({ ...place, expected: ':f :get, :put or :append', found: f });
		if (key === undefined) throw new HistoryFileError({ ...place, expected: 'a :key', found: 'none' });
	}
	return toHistory(file, events);
}
