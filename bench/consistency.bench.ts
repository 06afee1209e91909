import { Budget } from '../checkers/consistency/budget.ts';
import { violationOfCausal, violationOfConvergence } from '../checkers/consistency/causal.ts';
import { type Causality, causalityOf } from '../checkers/consistency/causality.ts';
import { versionsOf } from '../checkers/consistency/k-atomicity/index.ts';
import { judgeLevels, levelNames, violationOfGuarantee } from '../checkers/consistency/levels.ts';
import { type Prepared, prepare } from '../checkers/consistency/register-history.ts';
import { violationOfRegular } from '../checkers/consistency/regular.ts';
import { checkSequential } from '../checkers/consistency/sequential.ts';
import { sessionGuaranteeNames } from '../checkers/consistency/session-guarantees/index.ts';
import { stalenessOf, timesOf } from '../checkers/consistency/staleness.ts';
import { isDecided, summarizeLevels } from '../checkers/consistency/summary.ts';
import { suspectsOf } from '../checkers/consistency/suspects.ts';
import { replicatedHistory } from '../checkers/consistency/testing/replicated-history.ts';
import { setFull, totalQueue } from '../checkers/index.ts';
import { simulateHistory } from '../checkers/linearizability/fixtures/simulate-history.ts';
import { History, type JsonValue } from '../harness/model/index.ts';
import { makeUniqueValues } from './checkers/unique-values.ts';
import { type Measurement, median, timed } from './measurement.ts';

const rounds = 3;
const sizes = [10_000, 100_000];
const crashesMax = 10_000;

/** Levels below linearizability, and Jepsen's checks of sets and queues: seconds of CPU, the median of three rounds. */
export async function* bench(): AsyncGenerator<Measurement> {
	for (const operations of sizes) {
		for (const [name, history] of historiesOf(operations)) yield* levels(name, operations, history);
		yield summary(operations);
		yield* jepsen(operations);
	}
}

/** What a verdict says of a register that 1% of the operations crashed on, where one read was stale: each crash begins a process. */
function summary(operations: number): Measurement {
	const history = makeUniqueValues({ object: 'register', operations, clients: 10, crashed: 0.01, stale: true });
	const started = performance.now();
	const levels = summarizeLevels(history, { initial: null }, started + 20_000);
	const seconds = Math.round(performance.now() - started) / 1000;
	const undecided = isDecided(levels) ? levels.undecided.length : levelNames.length;
	return { bench: 'consistency/crashes-and-one-stale-read', value: seconds, unit: 's', undecided, operations };
}

function historiesOf(operations: number): (readonly [name: string, history: History])[] {
	const clients = { operations, concurrency: 10, values: 0, keys: 10, cas: 0, seed: 7 };
	const replicas = { operations, replicas: 10, keys: 10, seed: 7 };
	return [
		['linearizable', simulateHistory(clients)],
		// As many processes as crashes: what a clock of all processes costs.
		...(operations > crashesMax
			? []
			: [['linearizable-crashes', simulateHistory({ ...clients, crashProbability: 0.01 })] as const]),
		['sequential', replicatedHistory({ ...replicas, order: 'one' })],
		['causal', replicatedHistory({ ...replicas, order: 'causal' })],
		['stale-reads', withStaleReads(simulateHistory(clients))],
	];
}

/** One read in a thousand returns what was written to its key twenty writes before. */
function withStaleReads(history: History): History {
	const written = new Map<JsonValue | undefined, JsonValue[]>();
	let reads = 0;
	return History.of(
		[...history.events()].map((event) => {
			const { type, f, key, value } = event;
			const values = written.get(key) ?? [];
			if (type === 'ok' && f === 'write') written.set(key, [...values.slice(-20), value]);
			const isStale = type === 'ok' && f === 'read' && ++reads % 1000 === 0 && values.length > 20;
			return isStale ? { ...event, value: values[0] as JsonValue } : event;
		}),
	);
}

async function* levels(name: string, operations: number, recorded: History): AsyncGenerator<Measurement> {
	const history = (prepare(recorded, { initial: null }) as Extract<Prepared, { kind: 'history' }>).history;
	const found = causalityOf(history);
	if ('cycle' in found) throw new Error(`Expected a history without cycles: ${name}`);
	const times = timesOf(recorded);
	const forever = Number.POSITIVE_INFINITY;
	const tasks: Readonly<Record<string, () => unknown>> = {
		prepare: () => prepare(recorded, { initial: null }),
		causal: () => {
			const causality = causalityOf(history) as Causality;
			return violationOfConvergence(causality, violationOfCausal(causality));
		},
		'session-guarantees': () => {
			const suspects = suspectsOf(found);
			for (const one of sessionGuaranteeNames) violationOfGuarantee(found, one, suspects);
		},
		regular: () => violationOfRegular(history),
		sequential: () => checkSequential(found, new Budget(performance.now() + 60_000)),
		staleness: () => stalenessOf(history, times, forever),
		versions: () => versionsOf(history, forever),
		'all-levels': () => judgeLevels(history, performance.now() + 60_000),
	};
	const answers = judgeLevels(history, performance.now() + 60_000);
	const holds = levelNames.filter((level) => answers[level].holds === true);
	yield {
		bench: 'consistency/levels-that-hold',
		value: holds.length,
		unit: 'levels',
		holds,
		history: name,
		operations,
	};
	for (const [task, run] of Object.entries(tasks)) {
		yield { bench: `consistency/${task}`, value: await cpuSeconds(run), unit: 's', history: name, operations };
	}
}

async function* jepsen(operations: number): AsyncGenerator<Measurement> {
	const cases = [
		['set-full', setFull, setHistory(operations)],
		['total-queue', totalQueue, queueHistory(operations)],
	] as const;
	for (const [name, checker, history] of cases) {
		const { valid } = await checker.check({ history, faults: [] }, { timeLimitMs: 60_000 });
		const value = await cpuSeconds(() => checker.check({ history, faults: [] }, { timeLimitMs: 60_000 }));
		yield { bench: `consistency/${name}`, value, unit: 's', valid, operations };
	}
}

/** Adds, and a read of everything after each hundredth part. */
function setHistory(operations: number): History {
	const history = new History();
	const there: number[] = [];
	const every = operations / 100;
	for (let i = 0; i < operations; i++) {
		const isRead = i % every === every - 1;
		const event = { process: i % 10, f: isRead ? 'read' : 'add' };
		history.append({ ...event, time: 2000 * i, type: 'invoke', value: isRead ? null : i });
		if (!isRead) there.push(i);
		history.append({ ...event, time: 2000 * i + 1000, type: 'ok', value: isRead ? there.slice() : i });
	}
	return history;
}

function queueHistory(operations: number): History {
	const history = new History();
	for (let i = 0; i <= operations; i++) {
		const f = i < operations / 2 ? 'enqueue' : 'dequeue';
		const value = f === 'enqueue' ? i : i === operations ? null : i - operations / 2;
		history.append({ process: i % 10, time: 2000 * i, type: 'invoke', f, value: f === 'enqueue' ? value : null });
		history.append({ process: i % 10, time: 2000 * i + 1000, type: 'ok', f, value });
	}
	return history;
}

async function cpuSeconds(task: () => unknown): Promise<number> {
	const seconds: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const { cpuSeconds: one } = await timed(async () => {
			await task();
		});
		seconds.push(one);
	}
	return Math.round(median(seconds) * 1e4) / 1e4;
}
