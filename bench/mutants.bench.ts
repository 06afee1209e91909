import { registry } from '../registry.ts';
import { type Find, Hunt, type HuntResult } from './hunt.ts';
import type { Measurement } from './measurement.ts';

/** How many hunts there are for each mutant, each with seeds of its own. */
const baseSeeds = Number(process.env['FAULTLINE_BENCH_BASE_SEEDS'] ?? 20);
/** In so many of them both ways have to find it; the others end with whichever is first. */
const huntsApart = Number(process.env['FAULTLINE_BENCH_HUNTS_APART'] ?? baseSeeds);
/** After so many hunts in vain one way of finding a mutant is given up, sooner if the other way finds it: the rest look that way only. */
const vainHuntsMax = 2;
/** Names, separated by commas; all unless given. */
const wantedSystems = process.env['FAULTLINE_BENCH_SYSTEMS']?.split(',');
const wantedMutants = process.env['FAULTLINE_BENCH_MUTANTS']?.split(',');

/**
 * Every mutant under a swarm of all faults, seed after seed, until it is found by what clients see (black box) and by
 * an invariant (white box): each apart, because a real system shows its history alone.
 */
export async function* bench(): AsyncGenerator<Measurement> {
	const results: Measurement[] = [];
	for (const system of registry.systems) {
		if (wantedSystems !== undefined && !wantedSystems.includes(system.name)) continue;
		for (const mutant of system.mutants) {
			if (wantedMutants !== undefined && !wantedMutants.includes(mutant.name)) continue;
			const hunt = new Hunt(system, mutant);
			const hunts: HuntResult[] = [];
			for (let base = 1; base <= baseSeeds; base++) {
				if (base > huntsApart) hunts.push(await hunt.from(base, true, true));
				else hunts.push(await hunt.from(base, vain(hunts, 'blackBox'), vain(hunts, 'whiteBox')));
			}
			const result = summarize(`${system.name}/${mutant.name}`, mutant.breaks ?? 'safety', hunts);
			results.push(result);
			yield result;
		}
	}
	yield total(results);
}

type Way = 'blackBox' | 'whiteBox';

function vain(hunts: readonly HuntResult[], way: Way): boolean {
	const [first] = hunts;
	const otherWay = way === 'blackBox' ? 'whiteBox' : 'blackBox';
	const enough = first?.[otherWay] === undefined ? vainHuntsMax : 1;
	return hunts.length >= enough && hunts.slice(0, enough).every((hunt) => hunt[way] === undefined);
}

function summarize(name: string, breaks: string, hunts: readonly HuntResult[]): Measurement {
	const first = hunts.map(({ blackBox, whiteBox }) => earliest(blackBox, whiteBox));
	const { medianRuns, ...rest } = figures(first);
	const apart = hunts.slice(0, huntsApart);
	const way = (name: Way): Figures & { readonly by: Readonly<Record<string, number>> } => {
		const finds = apart.map((hunt) => hunt[name]);
		return { by: countCheckers(finds), ...figures(finds) };
	};
	return {
		bench: `mutants/${name}`,
		value: medianRuns ?? Number.NaN,
		unit: 'runs',
		breaks,
		hunts: hunts.length,
		...rest,
		by: countCheckers(first),
		huntsApart: apart.length,
		blackBox: way('blackBox'),
		whiteBox: way('whiteBox'),
		errors: hunts.reduce((sum, { errors }) => sum + errors, 0),
	};
}

function earliest(a: Find | undefined, b: Find | undefined): Find | undefined {
	if (a === undefined || b === undefined) return a ?? b;
	return b.runs < a.runs ? b : a;
}

type Figures = {
	readonly found: number;
	readonly medianRuns: number | null;
	readonly worstRuns: number | null;
	readonly medianCpuSeconds: number | null;
	readonly worstCpuSeconds: number | null;
};

/** The median over the hunts that found something. */
function figures(finds: readonly (Find | undefined)[]): Figures {
	const found = finds.filter((find) => find !== undefined);
	const runs = found.map((find) => find.runs).sort((a, b) => a - b);
	const cpu = found.map(({ cpuSeconds }) => Math.round(cpuSeconds * 100) / 100).sort((a, b) => a - b);
	const middle = (found.length - 1) >> 1;
	return {
		found: found.length,
		medianRuns: runs[middle] ?? null,
		worstRuns: runs.at(-1) ?? null,
		medianCpuSeconds: cpu[middle] ?? null,
		worstCpuSeconds: cpu.at(-1) ?? null,
	};
}

function countCheckers(finds: readonly (Find | undefined)[]): Readonly<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const find of finds) if (find !== undefined) counts[find.checker] = (counts[find.checker] ?? 0) + 1;
	return counts;
}

function total(results: readonly Measurement[]): Measurement {
	const foundIn = (result: Measurement, way?: Way): number =>
		(way === undefined ? result['found'] : (result[way] as { readonly found: number }).found) as number;
	const safety = results.filter(({ breaks }) => breaks === 'safety');
	return {
		bench: 'mutants/total',
		value: results.filter((result) => foundIn(result) > 0).length,
		unit: 'mutants',
		of: results.length,
		foundInEveryHunt: results.filter((result) => foundIn(result) === result['hunts']).length,
		notFound: results.filter((result) => foundIn(result) === 0).map(({ bench }) => bench),
		safety: safety.length,
		safetyByBlackBox: safety.filter((result) => foundIn(result, 'blackBox') > 0).length,
		safetyByWhiteBox: safety.filter((result) => foundIn(result, 'whiteBox') > 0).length,
	};
}
