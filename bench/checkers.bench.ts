import { polynomial } from './checkers/polynomial.ts';
import { recordedRows } from './checkers/recorded.ts';
import { runRows } from './checkers/runs.ts';
import { searchRows } from './checkers/search.ts';
import type { Measurement } from './measurement.ts';

/**
 * How long checks take, one family of histories after the other. `FAULTLINE_BENCH=search` measures one family,
 * `FAULTLINE_BENCH=search/kv` those rows of it whose names have this in them.
 */
export async function* bench(): AsyncGenerator<Measurement> {
	const wanted = process.env['FAULTLINE_BENCH'] ?? '';
	const families = { polynomial, runs: runRows, recorded: recordedRows, search: () => searchRows(wanted) };
	for (const [name, rows] of Object.entries(families)) {
		if (name.includes(wanted.split('/')[0] ?? '')) yield* rows();
	}
}
