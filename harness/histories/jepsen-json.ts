import type { History } from '../model/index.ts';
import { ForeignEvents } from './foreign-events.ts';
import { JepsenEntries } from './jepsen-entry.ts';
import { END } from './text/byte-reader.ts';
import type { ByteSource } from './text/byte-source.ts';
import { JsonReader } from './text/json-reader.ts';

const [COMMA, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT] = [0x2c, 0x5b, 0x5d, 0x7b] as const;

/** A Jepsen history in JSON, as elle-cli takes it: one array of operations, or one operation after the other. */
export function readJepsenJson(source: ByteSource): History {
	const reader = new JsonReader(source);
	const entries = new JepsenEntries(reader);
	const events = new ForeignEvents();
	const readEntry = () => {
		if (reader.peek() !== OPEN_OBJECT) throw reader.malformed('an operation as a JSON object');
		events.add(entries.read());
	};
	if (reader.take(OPEN_LIST)) readList(reader, readEntry);
	else while (reader.peek() !== END) readEntry();
	return events.toHistory();
}

function readList(reader: JsonReader, readItem: () => void): void {
	if (!reader.take(CLOSE_LIST)) {
		do readItem();
		while (reader.take(COMMA));
		if (!reader.take(CLOSE_LIST)) throw reader.malformed('a `,` or the `]` of the history');
	}
	if (reader.peek() !== END) throw reader.malformed('nothing after the end of the history');
}
