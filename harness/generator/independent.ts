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
				const generator = (position === index ? current : undefined) ?? keyed({ keys, generatorOf }, position);
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
type Groups = readonly (Generator | undefined)[];

function groupsFrom(plan: Plan, nextKey: number, groups: Groups): Generator {
	const self: Generator = {
		next(context) {
			const parts = activeParts(plan, context);
			let state = { nextKey, groups };
			for (let round = 0; round < emptyKeysMax; round++) {
				state = handOutKeys(plan, parts, state.nextKey, state.groups);
				const working = parts.filter(({ group }) => state.groups[group] !== nothing);
				const result = soonest(
					working.map(({ group, context, weight }) => ({
						generator: state.groups[group] as Generator,
						context,
						weight,
					})),
					context.random,
				);
				const rests = withRests(state.groups, working, result.rests);
				const join = (): Generator => groupsFrom(plan, state.nextKey, rests);
				if (result.answer.type === 'operation') return joinSoonest(result, join);
				const someDone = result.rests.includes(nothing);
				if (someDone && keyed(plan, state.nextKey) !== undefined) {
					state = { nextKey: state.nextKey, groups: rests };
					continue;
				}
				if (result.answer.type === 'pending') return joinSoonest(result, join);
				const allIdle = context.freeProcesses.length === context.processes.length;
				return allIdle ? exhausted : pending(join());
			}
			throw emptyKeysError();
		},
		update(context, event) {
			if (event.process === 'nemesis') return self;
			const groupOf = grouping(plan.groupSize, context);
			const group = groupOf(event.process);
			const generator = groups[group];
			if (generator === undefined) return self;
			const seen = restrict(context, (process) => groupOf(process) === group);
			const rest = generator.update(seen, event);
			return rest === generator ? self : groupsFrom(plan, nextKey, groups.with(group, rest));
		},
	};
	return self;
}

/** A group in which somebody is free, and what it sees. The other groups have nothing to say now. */
interface Part {
	readonly group: number;
	readonly context: GeneratorContext;
	readonly weight: number;
}

function activeParts({ groupSize }: Plan, context: GeneratorContext): readonly Part[] {
	const groupOf = grouping(groupSize, context);
	const active = new Set(context.freeProcesses.map(groupOf).filter((group) => group !== nemesisGroup));
	return [...active].map((group) => {
		const seen = restrict(context, (process) => groupOf(process) === group);
		return { group, context: seen, weight: seen.processes.length };
	});
}

/** Gives each active group that has nothing left to do the next key, as long as there are keys. */
function handOutKeys(
	plan: Plan,
	parts: readonly Part[],
	firstKey: number,
	before: Groups,
): { nextKey: number; groups: Groups } {
	const groups = [...before];
	let nextKey = firstKey;
	for (const { group } of parts) {
		if (groups[group] !== undefined && groups[group] !== nothing) continue;
		const generator = keyed(plan, nextKey);
		if (generator !== undefined) nextKey++;
		groups[group] = generator ?? nothing;
	}
	return { nextKey, groups };
}

function withRests(groups: Groups, parts: readonly Part[], rests: readonly Generator[]): Groups {
	const changed = [...groups];
	for (const [i, { group }] of parts.entries()) changed[group] = rests[i];
	return changed;
}

const nemesisGroup = -1;

/** The group of a process: by the place of its thread among those that the context shows; the nemesis is in none. */
function grouping(groupSize: number, context: GeneratorContext): (process: ProcessId) => number {
	const places = new Map(threadsOf(context).map((thread, place) => [thread, place]));
	return (process) => {
		if (process === 'nemesis') return nemesisGroup;
		const place = places.get(threadOf(process, context.concurrency)) as number;
		return Math.floor(place / groupSize);
	};
}

/** The generator of the key at this position; nothing after the last key. */
function keyed({ keys, generatorOf }: Pick<Plan, 'keys' | 'generatorOf'>, index: number): Generator | undefined {
	if (typeof keys !== 'function' && index >= keys.length) return undefined;
	const key = typeof keys === 'function' ? keys(index) : (keys[index] as JsonValue);
	return map((invocation) => ({ ...invocation, key }), generatorOf(key));
}

function emptyKeysError(): Error {
	return new Error(`Expected operations for some key, but ${emptyKeysMax} keys in a row had none`);
}
