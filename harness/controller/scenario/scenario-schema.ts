import { z } from 'zod';
import { faultKinds } from '../../model/index.ts';

const time = z.number().nonnegative();
const json: z.ZodType<unknown> = z.json();
const node = z.string().regex(/^n[1-9]\d*$/, 'expected a node like n1');
const link = z.strictObject({ from: node, to: node });
const digits = z.string().regex(/^\d+$/, 'expected decimal digits');

/** The parameters of a kind are its own; that they are numbers where numbers belong is checked by whoever injects it. */
const fault = z.looseObject({
	kind: z.enum(faultKinds as [string, ...string[]]),
	nodes: z.array(node).min(1).optional(),
	links: z.array(link).min(1).optional(),
});

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
	faults: z.array(z.strictObject({ atMs: time, untilMs: time.optional(), fault })),
	endMs: time,
});

/** `Delays`, as files hold it. */
export const delaysSchema: z.ZodType<unknown> = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('drawn'), meanMs: z.number().positive(), untilMs: time.optional() }),
	z.strictObject({ kind: z.literal('priorities'), untilMs: time.optional() }),
	z.strictObject({ kind: z.literal('constant'), ms: z.number().positive(), except: z.array(link).optional() }),
]);

/** A list of `SeedBranch`, as files hold it. */
export const branchesSchema: z.ZodType<unknown> = z.array(z.strictObject({ atMs: time, seed: digits }));
