import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Generator, GeneratorContext, GeneratorEvent, ProcessId } from '../model/index.ts';
import { createRandom } from '../runtimes/random.ts';
import {
	any,
	beside,
	clients,
	concurrentKeys,
	cycle,
	delayMs,
	eachProcess,
	filter,
	flipFlop,
	fromFunction,
	limit,
	map,
	mix,
	nemesis,
	nemesisSchedule,
	nothing,
	once,
	onProcesses,
	phases,
	repeat,
	reserve,
	sequence,
	sequentialKeys,
	sleepMs,
	staggerMs,
	synchronize,
	timeLimitMs,
	untilOk,
} from './index.ts';
import { type Outcome, runVirtually, type VirtualRunOptions } from './virtual-interpreter.ts';

const ms = 1_000_000;
const read = { f: 'read', value: null };
const write = { f: 'write', value: 1 };
const reads = repeat(read);
const writes = repeat(write);
const counting = fromFunction((_, index) => ({ f: 'count', value: index }));

/** Latencies from 0 to 50 ms, some operations of unknown outcome: decided by the seed alone. */
function randomOutcomes(seed: number): (invocation: unknown) => Outcome {
	const random = createRandom(String(seed), 'outcomes');
	return () => ({
		latencyNanos: random.integer(0, 50 * ms),
		type: random.pick(['ok', 'ok', 'ok', 'fail', 'info'] as const),
	});
}

function invokesOf(generator: Generator, options: VirtualRunOptions): readonly GeneratorEvent[] {
	return runVirtually(clients(generator), options).events.filter((event) => event.type === 'invoke');
}

function names(events: readonly GeneratorEvent[]): string {
	return events.map(({ f }) => f[0]).join('');
}

const threadCounts = fc.integer({ min: 1, max: 8 });
const seeds = fc.nat();

/** Generators of every kind, to any depth, each of which ends. */
const finite: fc.Arbitrary<Generator> = fc.letrec<{ tree: Generator }>((tie) => {
	const tree = tie('tree');
	const few = fc.array(tree, { minLength: 1, maxLength: 3 });
	return {
		tree: fc.oneof(
			{ maxDepth: 4, depthIdentifier: 'generator' },
			fc.constantFrom(once(read), limit(5, counting), limit(4, mix([reads, writes])), nothing),
			few.map(sequence),
			few.map((parts) => phases(...parts)),
			few.map((parts) => any(...parts)),
			few.map(mix),
			tree.map((part) => cycle(part, 2)),
			tree.map((part) => staggerMs(3, part)),
			tree.map((part) => delayMs(2, part)),
			tree.map((part) => limit(6, part)),
			tree.map((part) => timeLimitMs(20, part)),
			tree.map((part) => synchronize(part)),
			tree.map((part) => eachProcess(part)),
			tree.map((part) => untilOk(part)),
			tree.map((part) => sequence([sleepMs(5), part])),
			tree.map((part) => filter(({ f }) => f !== 'write', part)),
			tree.map((part) => map((invocation) => ({ ...invocation, f: `${invocation.f}!` }), part)),
			tree.map((part) => sequentialKeys(['x', 'y'], () => part)),
			tree.map((part) => concurrentKeys(2, ['x', 'y', 'z'], () => part)),
			fc.tuple(tree, tree).map(([first, second]) => flipFlop(first, second)),
			tree.map((part) => repeat(part, 3)),
		),
	};
}).tree;

describe('whatever is combined', () => {
	test('only free processes are used, never before now, and nothing waits for ever', () => {
		fc.assert(
			fc.property(finite, threadCounts, seeds, (generator, threads, seed) => {
				const run = runVirtually(clients(generator), { threads, seed, outcome: randomOutcomes(seed) });
				expect(run.stuck).toBe(false);
				expect(run.exhausted).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});

	test('the same seed gives the same run', () => {
		fc.assert(
			fc.property(finite, threadCounts, seeds, (generator, threads, seed) => {
				const run = () => runVirtually(clients(generator), { threads, seed, outcome: randomOutcomes(seed) });
				expect(run()).toEqual(run());
			}),
		);
	});

	test('asking twice gives the same answer, and asking changes nothing', () => {
		fc.assert(
			fc.property(finite, threadCounts, seeds, fc.nat({ max: 6 }), (generator, threads, seed, steps) => {
				let current = generator;
				for (let step = 0; step < steps; step++) {
					const next = current.next(idle(threads, seed, step * ms));
					if (next.type === 'exhausted') return;
					const again = current.next(idle(threads, seed, step * ms));
					expect(shown(again)).toEqual(shown(next));
					expect(shown(restOf(again).next(idle(threads, seed, 99 * ms)))).toEqual(
						shown(restOf(next).next(idle(threads, seed, 99 * ms))),
					);
					current = next.rest;
				}
			}),
		);
	});
});

/** A moment at which everybody is free, with a fresh stream of random numbers. */
function idle(threads: number, seed: number, time: number): GeneratorContext {
	const processes: ProcessId[] = Array.from({ length: threads }, (_, i) => i);
	return { time, processes, freeProcesses: processes, concurrency: threads, random: createRandom(String(seed), 'x') };
}

function shown(next: ReturnType<Generator['next']>): unknown {
	return next.type === 'operation' ? next.operation : { ...next, rest: undefined };
}

function restOf(next: ReturnType<Generator['next']>): Generator {
	return next.type === 'exhausted' ? nothing : next.rest;
}

describe('leaves', () => {
	test('once gives one operation', () => {
		expect(invokesOf(once(read), { threads: 3 })).toMatchObject([read]);
	});

	test('repeat gives the same, or what a function makes, as often as it says', () => {
		expect(invokesOf(repeat(read, 4), { threads: 3 })).toMatchObject([read, read, read, read]);
		const made = invokesOf(
			repeat((_, index) => ({ f: 'write', value: index }), 4),
			{ threads: 3 },
		);
		expect(made.map(({ value }) => value)).toEqual([0, 1, 2, 3]);
		expect(invokesOf(repeat(read, 0), { threads: 3 })).toEqual([]);
	});

	test('repeat of a generator gives its first operation again and again; cycle goes through all of it', () => {
		const two = sequence([once(read), once(write)]);
		expect(names(invokesOf(repeat(two, 4), { threads: 1 }))).toBe('rrrr');
		expect(names(invokesOf(cycle(two, 2), { threads: 1 }))).toBe('rwrw');
		expect(names(invokesOf(limit(5, cycle(two)), { threads: 1 }))).toBe('rwrwr');
	});

	test('a cycle of nothing ends', () => {
		expect(invokesOf(cycle(nothing), { threads: 1 })).toEqual([]);
		expect(invokesOf(cycle(sequence([nothing, nothing])), { threads: 1 })).toEqual([]);
	});

	test('each free process has a chance', () => {
		const invokes = invokesOf(staggerMs(10, reads), { threads: 5, operationsMax: 200 });
		expect(new Set(invokes.map(({ process }) => process))).toEqual(new Set([0, 1, 2, 3, 4]));
	});

	test('a retired process is replaced by one that is numbered higher by the concurrency', () => {
		const invokes = invokesOf(repeat(read, 3), { threads: 2, outcome: () => ({ latencyNanos: ms, type: 'info' }) });
		expect(invokes.map(({ process }) => process).sort()).toEqual([0, 1, expect.toBeOneOf([2, 3])]);
	});

	test.each([-1, Number.NaN])('a limit of %d is refused', (count) => {
		expect(() => repeat(read, count)).toThrow('Expected a limit of 0 or more');
		expect(() => limit(count, reads)).toThrow('Expected a limit of 0 or more');
	});
});

describe('order', () => {
	test('sequence goes on with the next generator at once', () => {
		const invokes = invokesOf(sequence([limit(2, reads), limit(3, writes)]), { threads: 5 });
		expect(names(invokes)).toBe('rrwww');
		expect(new Set(invokes.map(({ time }) => time))).toEqual(new Set([0]));
	});

	test('operations of different phases never overlap', () => {
		fc.assert(
			fc.property(threadCounts, seeds, (threads, seed) => {
				const generator = phases(limit(20, reads), limit(20, writes), eachProcess(once({ f: 'final', value: 0 })));
				const { events } = runVirtually(clients(generator), { threads, seed, outcome: randomOutcomes(seed) });
				const open = new Map<ProcessId, string>();
				for (const { process, type, f } of events) {
					if (type === 'invoke') open.set(process, f);
					else open.delete(process);
					expect(new Set(open.values()).size).toBeLessThanOrEqual(1);
				}
				expect(names(events.filter(({ type }) => type === 'invoke'))).toBe(
					'r'.repeat(20) + 'w'.repeat(20) + 'f'.repeat(threads),
				);
			}),
		);
	});

	test('flipFlop takes turns until the one whose turn it is has no more', () => {
		expect(names(invokesOf(flipFlop(writes, limit(2, reads)), { threads: 3 }))).toBe('wrwrw');
	});

	test('mix uses all of every part, with equal chances', () => {
		expect(
			names(invokesOf(mix([limit(3, reads), limit(2, writes)]), { threads: 2 }))
				.split('')
				.sort()
				.join(''),
		).toBe('rrrww');
		const many = names(invokesOf(mix([reads, reads, writes]), { threads: 4, operationsMax: 3000 }));
		const share = many.split('r').length / many.length;
		expect(share).toBeGreaterThan(0.62);
		expect(share).toBeLessThan(0.71);
	});

	test('any takes whatever comes soonest', () => {
		const invokes = invokesOf(timeLimitMs(1000, any(delayMs(100, reads), delayMs(20, writes))), { threads: 9 });
		expect(names(invokes).replaceAll('w', '')).toHaveLength(10);
		expect(names(invokes).replaceAll('r', '')).toHaveLength(50);
		expect(invokes.map(({ time }) => time)).toEqual(invokes.map(({ time }) => time).sort((a, b) => a - b));
	});

	test('any wakes for a part that sleeps while another is far ahead', () => {
		const late = sequence([sleepMs(100), once(read)]);
		const invokes = invokesOf(any(late, limit(2, delayMs(1000, writes))), { threads: 2 });
		expect(invokes.map(({ f, time }) => [f, time / ms])).toEqual([
			['write', 0],
			['read', 100],
			['write', 1000],
		]);
	});
});

describe('pace', () => {
	test('staggerMs keeps its mean rate over all processes, whatever an operation takes', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40 }), seeds, (latencyMs, seed) => {
				const invokes = invokesOf(timeLimitMs(60_000, staggerMs(10, reads)), {
					threads: 20,
					seed,
					outcome: () => ({ latencyNanos: latencyMs * ms, type: 'ok' }),
				});
				expect(invokes.length).toBeGreaterThan(5700);
				expect(invokes.length).toBeLessThan(6300);
			}),
			{ numRuns: 5 },
		);
	});

	test('staggerMs is uneven: some intervals are short, some nearly twice the mean, none longer', () => {
		const times = invokesOf(staggerMs(10, reads), { threads: 9, operationsMax: 500 }).map(({ time }) => time / ms);
		const intervals = times.slice(1).map((time, i) => time - (times[i] as number));
		expect(Math.min(...intervals)).toBeLessThan(1);
		expect(Math.max(...intervals)).toBeGreaterThan(18);
		expect(Math.max(...intervals)).toBeLessThanOrEqual(20);
	});

	test('staggerMs does not make up for a stall with a burst', () => {
		const invokes = invokesOf(timeLimitMs(20_000, staggerMs(10, reads)), {
			threads: 1,
			outcome: (_, index) => ({ latencyNanos: index === 100 ? 10_000 * ms : 0, type: 'ok' }),
		});
		const stalledAt = invokes[100]?.time as number;
		const secondAfter = invokes.filter(({ time }) => time > stalledAt + 10_000 * ms && time < stalledAt + 11_000 * ms);
		expect(secondAfter.length).toBeGreaterThan(70);
		expect(secondAfter.length).toBeLessThan(130);
	});

	test('delayMs keeps its distance exactly, and catches up when it fell behind', () => {
		const times = (latencyMs: number): number[] =>
			invokesOf(limit(5, delayMs(10, reads)), {
				threads: 1,
				outcome: (_, index) => ({ latencyNanos: index === 0 ? latencyMs * ms : ms, type: 'ok' }),
			}).map(({ time }) => time / ms);
		expect(times(1)).toEqual([0, 10, 20, 30, 40]);
		expect(times(25)).toEqual([0, 25, 26, 30, 40]);
	});

	test('sleepMs holds back what comes after it, from when its turn comes', () => {
		const invokes = invokesOf(sequence([once(read), sleepMs(50), once(write)]), { threads: 2 });
		expect(invokes.map(({ time }) => time / ms)).toEqual([0, 50]);
		const round = cycle(sequence([sleepMs(50), once(read)]), 3);
		expect(invokesOf(round, { threads: 1 }).map(({ time }) => time / ms)).toEqual([50, 100, 150]);
	});

	test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('an interval of %d ms is refused', (millis) => {
		expect(() => staggerMs(millis, reads)).toThrow('of 0 ms or more');
		expect(() => delayMs(millis, reads)).toThrow('of 0 ms or more');
		expect(() => sleepMs(millis)).toThrow('of 0 ms or more');
	});
});

describe('limits', () => {
	test('limit gives exactly as many', () => {
		fc.assert(
			fc.property(fc.nat({ max: 200 }), threadCounts, seeds, (count, threads, seed) => {
				const invokes = invokesOf(limit(count, mix([reads, staggerMs(5, writes)])), {
					threads,
					seed,
					outcome: randomOutcomes(seed),
				});
				expect(invokes).toHaveLength(count);
			}),
		);
	});

	test('timeLimitMs starts nothing at its end or later, and ends even when nobody is free', () => {
		const run = runVirtually(clients(sequence([timeLimitMs(100, delayMs(10, reads)), once(write)])), { threads: 2 });
		const invokes = run.events.filter(({ type }) => type === 'invoke');
		expect(invokes.map(({ f, time }) => [f, time / ms]).slice(-2)).toEqual([
			['read', 90],
			['write', 100],
		]);
	});

	test('timeLimitMs counts from its turn', () => {
		const invokes = invokesOf(sequence([timeLimitMs(50, delayMs(10, reads)), timeLimitMs(50, delayMs(10, writes))]), {
			threads: 2,
		});
		expect(names(invokes)).toBe('rrrrrwwwww');
	});

	test('untilOk goes on until one of its own operations is ok', () => {
		const outcome = (_: unknown, index: number): Outcome => ({ latencyNanos: ms, type: index < 4 ? 'fail' : 'ok' });
		expect(names(invokesOf(untilOk(reads), { threads: 1, outcome }))).toBe('rrrrr');
	});

	test('untilOk does not take the success of others for its own', () => {
		const outcome = (invocation: { f: string }): Outcome => ({
			latencyNanos: ms,
			type: invocation.f === 'read' ? 'fail' : 'ok',
		});
		const invokes = invokesOf(any(untilOk(limit(10, reads)), limit(10, writes)), { threads: 2, outcome });
		expect(names(invokes).replaceAll('w', '')).toHaveLength(10);
	});
});

describe('processes', () => {
	test('onProcesses keeps to its threads, with the successors of retired processes', () => {
		const invokes = invokesOf(
			limit(
				50,
				onProcesses((thread) => thread === 1 || thread === 3, reads),
			),
			{
				threads: 4,
				outcome: randomOutcomes(5),
			},
		);
		expect(new Set(invokes.map(({ process }) => (process as number) % 4))).toEqual(new Set([1, 3]));
		expect(invokes.some(({ process }) => (process as number) > 3)).toBe(true);
	});

	test('eachProcess gives every thread its own copy, exactly once', () => {
		fc.assert(
			fc.property(threadCounts, seeds, (threads, seed) => {
				const invokes = invokesOf(eachProcess(limit(3, counting)), { threads, seed, outcome: randomOutcomes(seed) });
				for (let thread = 0; thread < threads; thread++) {
					const own = invokes.filter(({ process }) => (process as number) % threads === thread);
					expect(own.map(({ value }) => value)).toEqual([0, 1, 2]);
				}
			}),
		);
	});

	test('reserve never crosses threads', () => {
		fc.assert(
			fc.property(fc.integer({ min: 4, max: 9 }), seeds, (threads, seed) => {
				const generator = limit(100, reserve(1, writes, 2, repeat({ f: 'cas', value: [0, 1] }), reads));
				const invokes = invokesOf(generator, { threads, seed, outcome: randomOutcomes(seed) });
				for (const { f, process } of invokes) {
					const thread = (process as number) % threads;
					expect(f).toBe(thread < 1 ? 'write' : thread < 3 ? 'cas' : 'read');
				}
				expect(new Set(invokes.map(({ f }) => f)).size).toBe(3);
			}),
		);
	});

	test('reserve inside a group counts the threads of that group', () => {
		const invokes = invokesOf(
			limit(
				100,
				concurrentKeys(
					3,
					(i) => i,
					() => limit(20, reserve(1, writes, reads)),
				),
			),
			{
				threads: 6,
			},
		);
		for (const { f, process } of invokes) expect(f).toBe((process as number) % 3 === 0 ? 'write' : 'read');
	});

	test('reserve says so when there are not enough processes', () => {
		expect(() => invokesOf(reserve(2, writes, reads), { threads: 2 })).toThrow('at least 3 client processes');
		expect(names(invokesOf(reserve(2, limit(3, writes), nothing), { threads: 2 }))).toBe('www');
		expect(() => reserve(writes, reads)).toThrow('Expected reserve(count, generator');
	});

	test('clients and the nemesis each have their own', () => {
		const broken = sequence([once({ f: 'inject', value: 'x' }), sleepMs(100), once({ f: 'heal', value: 'x' })]);
		const { events, exhausted } = runVirtually(beside(limit(20, delayMs(10, reads)), broken), { threads: 3 });
		expect(exhausted).toBe(true);
		for (const { f, process } of events) expect(process === 'nemesis').toBe(f !== 'read');
		expect(
			events.filter(({ type, process }) => type === 'invoke' && process === 'nemesis').map(({ time }) => time / ms),
		).toEqual([0, 100]);
	});
});

describe('keys', () => {
	test('sequentialKeys has every process on the same key', () => {
		const invokes = invokesOf(
			sequentialKeys(['x', 'y'], () => limit(3, reads)),
			{ threads: 2 },
		);
		expect(invokes.map(({ key }) => key).join('')).toBe('xxxyyy');
	});

	test('concurrentKeys: each key belongs to one group, and is used as often as its generator says', () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 4 }), threadCounts, seeds, (groupSize, threads, seed) => {
				const invokes = invokesOf(
					concurrentKeys(groupSize, [0, 1, 2, 3, 4, 5, 6], () => limit(5, reads)),
					{
						threads,
						seed,
						outcome: randomOutcomes(seed),
					},
				);
				for (const key of [0, 1, 2, 3, 4, 5, 6]) {
					const own = invokes.filter((event) => event.key === key);
					const groups = own.map(({ process }) => Math.floor(((process as number) % threads) / groupSize));
					expect(own).toHaveLength(5);
					expect(new Set(groups).size).toBe(1);
				}
			}),
		);
	});

	test('keys may be endless', () => {
		const invokes = invokesOf(
			concurrentKeys(
				2,
				(index) => `k${index}`,
				() => limit(5, reads),
			),
			{
				threads: 4,
				operationsMax: 100,
			},
		);
		expect(new Set(invokes.map(({ key }) => key)).size).toBeGreaterThanOrEqual(20);
	});

	test('endless keys without operations are an error', () => {
		expect(() =>
			invokesOf(
				concurrentKeys(
					2,
					(index) => index,
					() => nothing,
				),
				{ threads: 2 },
			),
		).toThrow('keys in a row');
		expect(() =>
			invokesOf(
				sequentialKeys(
					(index) => index,
					() => nothing,
				),
				{ threads: 2 },
			),
		).toThrow('keys in a row');
	});
});

describe('changes on the way', () => {
	test('map changes and filter skips', () => {
		const generator = filter(({ value }) => (value as number) % 2 === 0, limit(6, counting));
		const invokes = invokesOf(
			map(({ value }) => ({ f: 'even', value }), generator),
			{ threads: 2 },
		);
		expect(invokes.map(({ f, value }) => `${f} ${value}`)).toEqual(['even 0', 'even 2', 'even 4']);
	});

	test('a filter that lets nothing pass is an error', () => {
		expect(() =>
			invokesOf(
				filter(() => false, reads),
				{ threads: 2 },
			),
		).toThrow('refused');
	});
});

describe('nemesisSchedule', () => {
	const plan = (name: string) => nemesisSchedule({ name, intervalMs: [200, 600], durationMs: [100, 300] });
	const nemesisEvents = (generator: Generator, options: VirtualRunOptions): readonly GeneratorEvent[] =>
		runVirtually(generator, options).events.filter(({ process }) => process === 'nemesis');

	test('injects and heals in turn, at random times within the ranges', () => {
		fc.assert(
			fc.property(seeds, fc.boolean(), (seed, busyClients) => {
				const schedule = nemesis(plan('crash-one'));
				const events = nemesisEvents(
					timeLimitMs(20_000, busyClients ? beside(staggerMs(1, reads), schedule) : schedule),
					{
						threads: 3,
						seed,
					},
				);
				const invokes = events.filter(({ type }) => type === 'invoke');
				expect(invokes.length).toBeGreaterThan(40);
				for (const [i, { f, value, time }] of invokes.entries()) {
					expect([f, value]).toEqual([i % 2 === 0 ? 'inject' : 'heal', 'crash-one']);
					const waitedMs = (time - (i === 0 ? 0 : (invokes[i - 1]?.time as number) + ms)) / ms;
					const [min, max] = f === 'inject' ? [200, 600] : [100, 300];
					expect(waitedMs).toBeGreaterThanOrEqual(min);
					expect(waitedMs).toBeLessThanOrEqual(max + 1);
				}
			}),
			{ numRuns: 20 },
		);
	});

	test('an inject that found no target is tried again, and not healed', () => {
		let tries = 0;
		const events = nemesisEvents(timeLimitMs(20_000, plan('crash-leader')), {
			threads: 1,
			outcome: ({ f }) => ({ latencyNanos: ms, type: f === 'inject' && ++tries % 3 !== 0 ? 'fail' : 'ok' }),
		});
		const invokes = events.filter(({ type }) => type === 'invoke').map(({ f }) => f);
		expect(invokes.slice(0, 8)).toEqual(['inject', 'inject', 'inject', 'heal', 'inject', 'inject', 'inject', 'heal']);
	});

	test('several go side by side, each for itself, one operation at a time', () => {
		const events = nemesisEvents(timeLimitMs(30_000, beside(staggerMs(5, reads), any(plan('crash'), plan('pause')))), {
			threads: 3,
			outcome: () => ({ latencyNanos: 20 * ms, type: 'ok' }),
		});
		let both = 0;
		const active = new Set<unknown>();
		for (const { type, f, value } of events.filter((event) => event.type === 'ok')) {
			expect(type).toBe('ok');
			expect(active.has(value)).toBe(f === 'heal');
			if (f === 'inject') active.add(value);
			else active.delete(value);
			if (active.size === 2) both++;
		}
		expect(both).toBeGreaterThan(3);
	});

	test('ranges that make no sense are refused', () => {
		expect(() => nemesisSchedule({ name: 'x', intervalMs: [5, 1], durationMs: [1, 2] })).toThrow(
			'Expected intervalMs to be [min, max]',
		);
	});
});
