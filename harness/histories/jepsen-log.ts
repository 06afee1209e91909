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
/** Values that most operations have: they are read without a reader of their own. */
const plainValue = /^(?:nil|0|-?[1-9]\d{0,14})$/;
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
	/** The second of the line before, and when it began: thousands of lines share it. */
	#second = '';
	#secondAt = 0;

	/** In nanoseconds. */
	since(date: string, time: string, millis: string): number {
		const second = `${date}T${time}Z`;
		if (second !== this.#second) {
			this.#second = second;
			this.#secondAt = Date.parse(second);
		}
		const now = this.#secondAt + Number(millis);
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
	const { value, error } = parseValue(line, length + start.length, place);
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

interface Parsed {
	readonly value: JsonValue;
	readonly error: string | undefined;
}

/** What begins at this position of the line: the value in EDN and, of a completion, what went wrong: in any words, behind a tab. */
function parseValue(line: string, begin: number, { line: number }: Place): Parsed {
	const text = line.slice(begin);
	if (plainValue.test(text)) return { value: text === 'nil' ? null : Number(text), error: undefined };
	const place = { line: number, column: [...line.slice(0, begin)].length + 1 };
	const reader = new EdnReader(sourceOf(text), { windowBytes: 3 * text.length + 1, start: place });
	const value = reader.read();
	const length = reader.column - place.column;
	if (length >= text.length) return { value, error: undefined };
	const rest = [...text].slice(length).join('');
	if (rest.trim() === '') return { value, error: undefined };
	if (rest.startsWith('\t')) return { value, error: rest.trim() };
	throw reader.malformed('one value at the end of the line');
}
