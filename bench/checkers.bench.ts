import { polynomial } from './checkers/polynomial.ts';
import { recordedRows } from './checkers/recorded.ts';
import { runRows } from './checkers/runs.ts';
import { searchRows } from './checkers/search.ts';
import type { Measurement } from './measurement.ts';

/** How long checks take, one family of histories after the other; `FAULTLINE_BENCH=search` measures those whose name has it. */
export async function* bench(): AsyncGenerator<Measurement> {
	const families = { polynomial, runs: runRows, recorded: recordedRows, search: searchRows };
	for (const [name, rows] of Object.entries(families)) {
		if (name.includes(process.env['FAULTLINE_BENCH'] ?? '')) yield* rows();
	}
}
