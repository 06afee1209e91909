import { z } from 'zod';
import { type FigureName, figureNames, type Scorecard, UsageError } from '../model/index.ts';

const number = z.number().nullable();
const count = z.number().int().nonnegative();
const figure = z.object({
	median: number,
	low: number,
	high: number,
	confidence: z.number(),
	samples: z.array(number),
});
const shape = z.object({
	version: z.literal(1),
	faultline: z.string(),
	runtime: z.string(),
	seed: z.string(),
	repetitions: count,
	phasesMs: z.object({ before: z.number(), during: z.number(), after: z.number() }),
	rows: z.array(
		z.object({
			system: z.string(),
			workload: z.string(),
			fault: z.string(),
			runs: z.object({ valid: count, invalid: count, unknown: count }),
			unsupported: z.string().optional(),
			figures: z.partialRecord(z.enum(figureNames as [FigureName, ...FigureName[]]), figure),
			replay: z.string(),
		}),
	),
});

/**
 * A scorecard from its file. Throws a `UsageError` that says what is wrong with it.
 *
 * @param where names the file in errors
 */
export function readScorecard(text: string, where: string): Scorecard {
	const parsed = shape.safeParse(parse(text, where));
	if (parsed.success) return parsed.data as Scorecard;
	throw new UsageError(
		`Expected ${where} to be a scorecard as \`faultline bench\` writes it:\n${z.prettifyError(parsed.error)}`,
	);
}

function parse(text: string, where: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw new UsageError(`Expected ${where} to be JSON: ${(error as Error).message}`, { cause: error });
	}
}
