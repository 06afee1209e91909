import type { Generator, GeneratorContext, ProcessId } from '../model/index.ts';
import { restrict, threadOf, threadsOf } from './context.ts';
import { nothing } from './next.ts';
import { joinSoonest, soonest } from './soonest.ts';

/**
 * Some threads for one generator, the next ones for another, and all that are left for the last.
 *
 * ```ts
 * reserve(5, writes, 2, cas, reads)
 * ```
 */
export function reserve(...parts: readonly [...(number | Generator)[], Generator]): Generator {
	const counts = parts.filter((_, i) => i % 2 === 0 && i + 1 < parts.length);
	const generators = parts.filter((_, i) => i % 2 === 1 || i + 1 === parts.length);
	if (parts.length % 2 === 0 || !counts.every(isCount) || !generators.every(isGenerator)) {
		throw new RangeError('Expected reserve(count, generator, count, generator, …, the generator of the rest)');
	}
	return reserved(counts, generators);
}

function isCount(part: number | Generator): part is number {
	return typeof part === 'number' && Number.isInteger(part) && part >= 0;
}

function isGenerator(part: number | Generator): part is Generator {
	return typeof part === 'object';
}

/** One generator more than counts: the last is for the rest. */
function reserved(counts: readonly number[], generators: readonly Generator[]): Generator {
	const self: Generator = {
		next(context) {
			const ownerOf = owners(counts, generators, context);
			const candidates = generators.map((generator, owner) => {
				const seen = restrict(context, (process) => ownerOf(process) === owner);
				return { generator, context: seen, weight: Math.max(1, seen.processes.length) };
			});
			return joinSoonest(soonest(candidates, context.random), (rests) => reserved(counts, rests));
		},
		update(context, event) {
			const ownerOf = owners(counts, generators, context);
			const owner = ownerOf(event.process);
			const generator = generators[owner] as Generator;
			const seen = restrict(context, (process) => ownerOf(process) === owner);
			const rest = generator.update(seen, event);
			return rest === generator ? self : reserved(counts, generators.with(owner, rest));
		},
	};
	return self;
}

/** Which generator a process belongs to: by the place of its thread among those that the context shows. */
function owners(
	counts: readonly number[],
	generators: readonly Generator[],
	context: GeneratorContext,
): (process: ProcessId) => number {
	const threads = threadsOf(context);
	assertEnough(counts, generators, threads.length);
	const ownerOfThread = new Map<ProcessId, number>();
	let place = 0;
	for (const [owner, count] of counts.entries()) {
		for (const end = place + count; place < end; place++) ownerOfThread.set(threads[place] as ProcessId, owner);
	}
	return (process) => ownerOfThread.get(threadOf(process, context.concurrency)) ?? counts.length;
}

/** A generator without a thread would never run, and nobody would notice. */
function assertEnough(counts: readonly number[], generators: readonly Generator[], threadCount: number): void {
	const reservedCount = counts.reduce((sum, count) => sum + count, 0);
	const needed = generators.at(-1) === nothing ? reservedCount : reservedCount + 1;
	if (threadCount >= needed) return;
	throw new RangeError(
		`Expected at least ${needed} client processes for reserve(${counts.join(', …, ')}, …), got ${threadCount}: raise the concurrency`,
	);
}
