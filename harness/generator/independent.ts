import type { Generator, GeneratorContext, JsonValue, ProcessId } from '../model/index.ts';
import { restrict, threadOf, threadsOf } from './context.ts';
import { exhausted, nothing, pending, rewrap, updateInner } from './next.ts';
import { joinSoonest, soonest } from './soonest.ts';
import { map } from './transform.ts';

/** Keys in order: a list, or a function of the position for endless ones. */
export type Keys = readonly JsonValue[] | ((index: number) => JsonValue);

/** So many keys in a row without an operation mean that there will never be one. */
const emptyKeysMax = 1000;

/**
 * One key after the other, all processes on the same one. Every invocation gets the `key` it is about, so that checkers can
 * judge each key for itself: many short histories are far easier to check than a long one (Jepsen's `independent`).
 *
 * ```ts
 * sequentialKeys(['x', 'y'], (key) => limit(100, mix([reads, writes])))
 * ```
 */
export function sequentialKeys(keys: Keys, generatorOf: (key: JsonValue) => Generator): Generator {
	return keyFrom(keys, generatorOf, 0, undefined);
}

function keyFrom(
	keys: Keys,
	generatorOf: (key: JsonValue) => Generator,
	index: number,
	current: Generator | undefined,
): Generator {
	const self: Generator = {
		next(context) {
			let position = index;
			for (let empty = 0; empty < emptyKeysMax; empty++) {
				const generator = (position === index ? current : undefined) ?? keyed(keys, generatorOf, position);
				if (generator === undefined) return exhausted;
				const next = generator.next(context);
				if (next.type !== 'exhausted') return rewrap(next, (rest) => keyFrom(keys, generatorOf, position, rest));
				position++;
			}
			throw emptyKeysError();
		},
		update(context, event) {
			if (current === undefined) return self;
			return updateInner(self, current, (rest) => keyFrom(keys, generatorOf, index, rest), context, event);
		},
	};
	return self;
}

/**
 * Threads in groups of `groupSize` (the last may be smaller), each group on a key of its own; a group that is done with
 * its key takes the next one.
 *
 * ```ts
 * concurrentKeys(5, (index) => index, (key) => limit(100, mix([reads, writes])))
 * ```
 */
export function concurrentKeys(groupSize: number, keys: Keys, generatorOf: (key: JsonValue) => Generator): Generator {
	if (!(Number.isInteger(groupSize) && groupSize >= 1)) {
		throw new RangeError(`Expected a group of 1 process or more, got ${groupSize}`);
	}
	return groupsFrom({ groupSize, keys, generatorOf }, 0, []);
}

interface Plan {
	readonly groupSize: number;
	readonly keys: Keys;
	readonly generatorOf: (key: JsonValue) => Generator;
}

/** `groups[g]` is what group `g` does with its key: missing before its first key, `nothing` when it is done with one. */
function groupsFrom(plan: Plan, nextKey: number, groups: readonly (Generator | undefined)[]): Generator {
	const self: Generator = {
		next(context) {
			const groupOf = grouping(plan.groupSize, context);
			const active = activeGroups(groupOf, context);
			const busy = context.processes.some((process) => typeof process === 'number' && !active.has(groupOf(process)));
			const contexts = new Map(
				[...active].map((group) => [group, restrict(context, (process) => groupOf(process) === group)]),
			);
			const current = [...groups];
			let key = nextKey;
			for (let round = 0; round < emptyKeysMax; round++) {
				for (const group of active) {
					if (current[group] !== undefined && current[group] !== nothing) continue;
					const generator = keyed(plan.keys, plan.generatorOf, key);
					if (generator !== undefined) key++;
					current[group] = generator ?? nothing;
				}
				const working = [...active].filter((group) => current[group] !== nothing);
				const result = soonest(
					working.map((group) => ({
						generator: current[group] as Generator,
						context: contexts.get(group) as GeneratorContext,
						weight: (contexts.get(group) as GeneratorContext).processes.length,
					})),
					context.random,
				);
				const finished = working.filter((_, i) => result.rests[i] === nothing && result.answer.type !== 'operation');
				if (finished.length > 0 && keyed(plan.keys, plan.generatorOf, key) !== undefined) {
					for (const group of finished) current[group] = nothing;
					continue;
				}
				const join = (rests: readonly Generator[]): Generator => {
					for (const [i, group] of working.entries()) current[group] = rests[i] as Generator;
					return groupsFrom(plan, key, current);
				};
				if (result.answer.type !== 'exhausted') return joinSoonest(result, join);
				return busy ? pending(join(result.rests)) : exhausted;
			}
			throw emptyKeysError();
		},
		update(context, event) {
			if (event.process === 'nemesis') return self;
			const groupOf = grouping(plan.groupSize, context);
			const group = groupOf(event.process);
			const generator = groups[group];
			if (generator === undefined) return self;
			const rest = generator.update(
				restrict(context, (process) => groupOf(process) === group),
				event,
			);
			return rest === generator ? self : groupsFrom(plan, nextKey, groups.with(group, rest));
		},
	};
	return self;
}

/** The group of a process: by the place of its thread among those that the context shows; -1 for the nemesis. */
function grouping(groupSize: number, context: GeneratorContext): (process: ProcessId) => number {
	const places = new Map(threadsOf(context).map((thread, place) => [thread, place]));
	return (process) => {
		if (process === 'nemesis') return -1;
		const place = places.get(threadOf(process, context.concurrency)) as number;
		return Math.floor(place / groupSize);
	};
}

/** Groups in which somebody is free. The others have nothing to say now. */
function activeGroups(groupOf: (process: ProcessId) => number, context: GeneratorContext): ReadonlySet<number> {
	return new Set(context.freeProcesses.map(groupOf).filter((group) => group !== -1));
}

/** The generator of the key at this position; nothing after the last key. */
function keyed(keys: Keys, generatorOf: (key: JsonValue) => Generator, index: number): Generator | undefined {
	if (typeof keys !== 'function' && index >= keys.length) return undefined;
	const key = typeof keys === 'function' ? keys(index) : (keys[index] as JsonValue);
	return map((invocation) => ({ ...invocation, key }), generatorOf(key));
}

function emptyKeysError(): Error {
	return new Error(`Expected operations for some key, but ${emptyKeysMax} keys in a row had none`);
}
