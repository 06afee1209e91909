import type { EventType, History, JsonValue } from '../model/index.ts';
import { type ForeignEvent, ForeignEvents } from './foreign-events.ts';
import { type ByteSource, sourceOf } from './text/byte-source.ts';
import { EdnReader } from './text/edn-reader.ts';
import { LineReader } from './text/line-reader.ts';
import { MalformedText, type Place } from './text/malformed-text.ts';

/** How any line of a log begins: `2024-05-03 14:09:24,164{GMT}	INFO	[jepsen worker 0] jepsen.util: `, or less of it. */
const prefix =
	/^(?:(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)[,.](\d{3})(?:\{\w+\})?\s+)?(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\s+(?:\[[^\]]*\]\s+)?([\w.$-]+)(?: -|:)\s+/;
/** What Jepsen's log says of an operation: its process, its type, its function, and then its value. */
const operation = /^(\d+|:\S+)\s+:(invoke|ok|fail|info)\s+:(\S+)\s+(?=\S)/;
/** What begins like an operation has to be one. */
const operationStart = /^(?:\d+|:\S+)\s+:/;
const expectedLine = 'a line like `INFO  jepsen.util - 4 :invoke :write 3`';

/**
 * Jepsen's own log: of each operation a line, as `INFO  jepsen.util - 4 :invoke :write 3`. Porcupine keeps such lines
 * without their time; a `jepsen.log` has it, and lines about other things, which are passed over.
 */
export function readJepsenLog(source: ByteSource): History {
	const events = new ForeignEvents();
	const lines = new LineReader(source);
	const clock = new LogClock();
	let isBesideOperations = false;
	for (;;) {
		const { place } = lines;
		const line = lines.readLine();
		if (line === undefined) return events.toHistory();
		const begin = prefix.exec(line);
		// What has no beginning of its own goes on with a line about something else: a stack trace, a map over many lines.
		if (begin === null && (isBesideOperations || line.trim() === '')) continue;
		if (begin === null) throw new MalformedText(place, expectedLine, line);
		const event = eventOf(line, begin, place, clock);
		isBesideOperations = event === undefined;
		if (event !== undefined) events.add(event);
	}
}

/** Times of a log since its first operation. */
class LogClock {
	#startedAt: number | undefined;

	/** In nanoseconds. */
	since(date: string, time: string, millis: string): number {
		const now = Date.parse(`${date}T${time}.${millis}Z`);
		this.#startedAt ??= now;
		return (now - this.#startedAt) * 1e6;
	}
}

function eventOf(line: string, begin: RegExpExecArray, place: Place, clock: LogClock): ForeignEvent | undefined {
	const [{ length }, date, time, millis, logger] = begin;
	const rest = line.slice(length);
	if (logger !== 'jepsen.util' || !operationStart.test(rest)) return undefined;
	const [start, process, type, f] = operation.exec(rest) ?? [];
	if (start === undefined || process === undefined) throw new MalformedText(place, expectedLine, line);
	const valuePlace = { line: place.line, column: [...line.slice(0, length + start.length)].length + 1 };
	const { value, error } = parseValue(rest.slice(start.length), valuePlace);
	if (error !== undefined && type === 'invoke') throw new MalformedText(place, expectedLine, line);
	return {
		place,
		process: process.startsWith(':') ? process : Number(process),
		type: type as EventType,
		f: f as string,
		...(date !== undefined && { time: clock.since(date, time as string, millis as string) }),
		...(type === 'info' ? { value: null, error: error ?? String(value) } : { value, error }),
	};
}

/** The value in EDN and, of a completion, what went wrong: in any words, behind a tab. */
function parseValue(text: string, place: Place): { readonly value: JsonValue; readonly error: string | undefined } {
	const reader = new EdnReader(sourceOf(text), { windowBytes: 3 * text.length + 1, start: place });
	const value = reader.read();
	const length = reader.column - place.column;
	if (length >= text.length) return { value, error: undefined };
	const rest = [...text].slice(length).join('');
	if (rest.trim() === '') return { value, error: undefined };
	if (rest.startsWith('\t')) return { value, error: rest.trim() };
	throw reader.malformed('one value at the end of the line');
}
