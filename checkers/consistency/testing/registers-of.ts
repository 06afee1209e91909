import { History, type JsonValue } from '../../../harness/model/index.ts';
import { prepare, type RegisterHistory } from '../register-history.ts';

/** How often a property is tried; `FAULTLINE_FUZZ=100000` for a night. */
export const fuzzRuns: number = Number(process.env['FAULTLINE_FUZZ'] ?? 1000);

/** The history as one of registers that hold nil at first. */
export function registersOf(history: History): RegisterHistory {
	const prepared = prepare(history, { initial: null });
	if (prepared.kind !== 'history') throw new Error(`Expected a history of registers, got one that is ${prepared.kind}`);
	return prepared.history;
}

/** `w x 1`, `r x 1`, `r x nil`, `cas x 1 2`. */
type Words = string;

/**
 * Sessions of operations that all overlap: the first operations of all processes, then the second ones, and so on, each
 * open until its process goes on. So only sessions order them.
 */
export function sessions(...processes: readonly (readonly Words[])[]): History {
	const history = new History();
	const most = Math.max(...processes.map(({ length }) => length));
	let time = 0;
	for (let step = 0; step <= most; step++) {
		for (const [process, words] of processes.entries()) {
			if (step > 0 && step <= words.length) {
				history.append({ time: time++, process, type: 'ok', ...answerOf(words[step - 1] as Words) });
			}
			if (step < words.length) {
				history.append({ time: time++, process, type: 'invoke', ...callOf(words[step] as Words) });
			}
		}
	}
	return history;
}

/** Operations one after the other, each by the process that stands before it: `0 w x 1`. */
export function inTurn(...operations: readonly Words[]): History {
	const history = new History();
	for (const [i, words] of operations.entries()) {
		const process = Number(words.split(' ', 1)[0]);
		const operation = words.slice(words.indexOf(' ') + 1);
		history.append({ time: 2e6 * i, process, type: 'invoke', ...callOf(operation) });
		history.append({ time: 2e6 * i + 1e6, process, type: 'ok', ...answerOf(operation) });
	}
	return history;
}

function callOf(words: Words): { f: string; key: string; value: JsonValue } {
	const { f, key, value } = answerOf(words);
	return { f, key, value: f === 'read' ? null : value };
}

function answerOf(words: Words): { f: string; key: string; value: JsonValue } {
	const [short, key, ...numbers] = words.split(' ') as [string, string, ...string[]];
	const values = numbers.map((number) => (number === 'nil' ? null : Number(number)));
	const f = { w: 'write', r: 'read', cas: 'cas' }[short] as string;
	return { f, key, value: f === 'cas' ? values : (values[0] as JsonValue) };
}
