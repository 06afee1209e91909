import type { History } from '../model/index.ts';
import { type ForeignEvent, ForeignEvents } from './foreign-events.ts';
import { JepsenEntries } from './jepsen-entry.ts';
import { END } from './text/byte-reader.ts';
import type { ByteSource } from './text/byte-source.ts';
import { EdnReader } from './text/edn-reader.ts';
import { MalformedText } from './text/malformed-text.ts';

const [OPEN_LIST, CLOSE_LIST, OPEN_VECTOR, CLOSE_VECTOR, OPEN_MAP] = [0x28, 0x29, 0x5b, 0x5d, 0x7b] as const;

/** Newer Jepsens print an operation as a tagged record: `#jepsen.history.Op{…}`. */
const recordTag = /^(jepsen\.history\.Op|knossos\.op\.\w+)$/;

/** A Jepsen or Knossos history in EDN: one map after the other, or all of them in one vector or list. */
export function readJepsenEdn(source: ByteSource): History {
	const events = new ForeignEvents();
	for (const event of ednEvents(source)) events.add(event);
	return events.toHistory();
}

/** The entries of an EDN history in order. Throws a `MalformedText` for the first that is none. */
export function* ednEvents(source: ByteSource): Generator<ForeignEvent> {
	const reader = new EdnReader(source);
	const closing = reader.take(OPEN_VECTOR) ? CLOSE_VECTOR : reader.take(OPEN_LIST) ? CLOSE_LIST : END;
	const entries = new JepsenEntries(reader);
	for (;;) {
		const next = reader.peek();
		if (next === closing) break;
		if (next === END) throw reader.malformed(`a ${String.fromCharCode(closing)} at the end of the history`);
		enterEntry(reader);
		yield entries.read();
	}
	if (closing === END) return;
	reader.take(closing);
	if (reader.peek() !== END) throw reader.malformed('nothing after the end of the history');
}

function enterEntry(reader: EdnReader): void {
	const { place } = reader;
	const tag = reader.takeTag();
	if (tag !== undefined && !recordTag.test(tag)) {
		throw new MalformedText(place, 'an operation, tagged #jepsen.history.Op if at all', `#${tag}`);
	}
	if (reader.peek() !== OPEN_MAP) throw reader.malformed('an EDN map with type, process, f and value');
}
