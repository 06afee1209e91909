import type { History } from '../model/index.ts';
import { EdnError, EdnReader } from './edn-reader.ts';
import { type ForeignEvent, splitIndependentKeys, toHistory } from './foreign-history.ts';
import { HistoryFileError } from './history-file-error.ts';
import { jepsenEntry } from './jepsen-entry.ts';

/** A Jepsen or Knossos history in EDN: one map after the other, or all of them in one vector or list. */
export function readEdn(text: string, file: string): History {
	return toHistory(file, splitIndependentKeys([...ednEvents(text, file)]));
}

/** The entries of an EDN history in order. Throws a `HistoryFileError` for the first that is none. */
export function* ednEvents(text: string, file: string): Generator<ForeignEvent> {
	const reader = new EdnReader(text);
	try {
		const first = reader.peek();
		const closing = first === '[' ? ']' : first === '(' ? ')' : '';
		if (closing !== '') reader.take();
		while (reader.peek() !== closing) {
			const line = reader.line;
			if (reader.peek() === '')
				throw new EdnError(line, `a ${closing} at the end of the history`, 'the end of the file');
			yield jepsenEntry(reader.read(), { file, line, kind: 'an EDN map' });
		}
		if (closing === '') return;
		reader.take();
		if (reader.peek() !== '') {
			throw new EdnError(reader.line, 'nothing after the end of the history', reader.peek());
		}
	} catch (error) {
		if (!(error instanceof EdnError)) throw error;
		const { line, expected, found } = error;
		throw new HistoryFileError({ file, line, expected, found }, { cause: error });
	}
}
