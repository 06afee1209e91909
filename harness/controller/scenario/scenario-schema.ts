import { z } from 'zod';
import { faultSchema, linkSchema } from './fault-schema.ts';

const time = z.number().nonnegative();
const json: z.ZodType<unknown> = z.json();
const digits = z.string().regex(/^\d+$/, 'expected decimal digits');

const operation = z.strictObject({
	atMs: time,
	client: z.number().int().nonnegative(),
	f: z.string().min(1),
	key: json.optional(),
	value: json,
});

/** `Scenario`, as files hold it. */
export const scenarioSchema: z.ZodType<unknown> = z.strictObject({
	operations: z.array(operation),
	finalOperations: z.array(operation),
	faults: z.array(z.strictObject({ atMs: time, untilMs: time.optional(), fault: faultSchema })),
	endMs: time,
});

/** `Delays`, as files hold it. */
export const delaysSchema: z.ZodType<unknown> = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('drawn'), meanMs: z.number().positive(), untilMs: time.optional() }),
	z.strictObject({ kind: z.literal('priorities'), untilMs: time.optional() }),
	z.strictObject({ kind: z.literal('constant'), ms: z.number().positive(), except: z.array(linkSchema).optional() }),
]);

/** A list of `SeedBranch`, as files hold it. */
export const branchesSchema: z.ZodType<unknown> = z.array(z.strictObject({ atMs: time, seed: digits }));
