import { History, type HistoryEvent, type JsonValue } from '../../../../harness/model/index.ts';
import { createRandom } from '../../fixtures/simulate-history.ts';

export type Random = () => number;

/** An object of some type, ready to answer calls one at a time. */
export interface SimulatedObject {
	/** A call of this process that makes sense now. */
	choose(process: number): readonly [f: string, input: JsonValue];
	/** Lets a call take effect. Nothing when it fails: it then had no effect. */
	apply(f: string, input: JsonValue): { readonly output: JsonValue } | undefined;
}

export type SimulatedType = (random: Random) => SimulatedObject;

export interface HistoryOptions {
	readonly operations: number;
	readonly clients: number;
	readonly crashProbability: number;
	/** Times are whole numbers up to about this, so that many of them are equal when it is small. */
	readonly span: number;
	/** Of the outputs and times to be falsified. */
	readonly lies: number;
}

interface Call {
	readonly process: number;
	readonly f: string;
	readonly input: JsonValue;
	invokedAt: number;
	completedAt: number;
	readonly effectAt: number;
	readonly crashes: boolean;
	output: JsonValue;
	failed: boolean;
}

/**
 * A history of an object: linearizable by construction, since every call takes effect at one instant, unless it lies.
 * Intervals are closed, as they were measured with a coarse clock: equal times overlap.
 */
export function randomHistory(type: SimulatedType, seed: number, options: HistoryOptions): History {
	const random = createRandom(seed);
	const calls = plan(type(random), random, options);
	for (let lie = 0; lie < options.lies; lie++) falsify(calls, random);
	return toHistory(calls.filter(({ failed }) => !failed));
}

function plan(object: SimulatedObject, random: Random, options: HistoryOptions): Call[] {
	const { operations, clients, crashProbability, span } = options;
	const step = (span * clients) / operations;
	const freeAt = Array.from({ length: clients }, () => random() * step);
	const processes = Array.from({ length: clients }, (_, client) => client);
	let nextProcess = clients;
	const calls: Call[] = [];
	for (let count = 0; count < operations; count++) {
		const client = freeAt.indexOf(Math.min(...freeAt));
		const begin = (freeAt[client] as number) + random() * step * 0.4;
		const effect = begin + random() * step * 0.6;
		const end = effect + random() * step * 0.6;
		const crashes = random() < crashProbability;
		freeAt[client] = end;
		const effectAt = !crashes ? effect : random() < 0.6 ? begin + random() * step * 4 : Number.POSITIVE_INFINITY;
		calls.push({
			...{ process: processes[client] as number, f: '', input: null, crashes, effectAt, output: null, failed: false },
			invokedAt: Math.floor(begin),
			completedAt: crashes ? Number.POSITIVE_INFINITY : Math.ceil(end),
		});
		if (crashes) processes[client] = nextProcess++;
	}
	return takeEffects(object, calls);
}

/** What is called is chosen when it takes effect, so that most calls have something to do. */
function takeEffects(object: SimulatedObject, calls: readonly Call[]): Call[] {
	return [...calls]
		.sort((a, b) => a.effectAt - b.effectAt)
		.map((call) => {
			const [f, input] = object.choose(call.process);
			if (call.effectAt === Number.POSITIVE_INFINITY) return { ...call, f, input };
			const answer = object.apply(f, input);
			return { ...call, f, input, output: answer?.output ?? null, failed: answer === undefined };
		});
}

function falsify(calls: readonly Call[], random: Random): void {
	const completed = calls.filter(({ crashes, failed }) => !crashes && !failed);
	const pick = () => completed[Math.floor(random() * completed.length)];
	const call = pick();
	const other = pick();
	if (call === undefined || other === undefined) return;
	const refused = calls.find(({ failed }) => failed);
	if (refused !== undefined && random() < 0.3) {
		refused.failed = false;
		return;
	}
	const kind = random();
	if (kind < 0.35) call.output = other.output;
	else if (kind < 0.6) [call.output, other.output] = [other.output, call.output];
	else if (kind < 0.8) call.completedAt = call.invokedAt;
	else call.invokedAt = call.completedAt;
}

/** Each call has a process of its own; the intervals are all that counts. Invocations come before returns of the same time. */
function toHistory(calls: readonly Call[]): History {
	const events: (Omit<HistoryEvent, 'index'> & { readonly order: number })[] = [];
	for (const [process, { f, input, invokedAt, completedAt, crashes, output }] of calls.entries()) {
		events.push({ time: invokedAt, process, type: 'invoke', f, value: input, order: 0 });
		if (!crashes) events.push({ time: completedAt, process, type: 'ok', f, value: output, order: 1 });
	}
	events.sort((a, b) => a.time - b.time || a.order - b.order);
	return History.of(events.map(({ order: _, ...event }) => event));
}
