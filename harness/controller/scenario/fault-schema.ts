import { z } from 'zod';
import type { Fault, FaultKind, Link } from '../../model/index.ts';

const node = z.string().regex(/^n[1-9]\d*$/, 'expected a node like n1');

/** `Link`, as files hold it. */
export const linkSchema: z.ZodType<Link> = z.strictObject({ from: node, to: node });

const time = z.number().nonnegative();
const probability = z.number().min(0).max(1);
const nodes = z.array(node).min(1);
const links = z.array(linkSchema).min(1);

const distribution = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('constant'), ms: time }),
	z.strictObject({ kind: z.literal('uniform'), minMs: time, maxMs: time }),
	z.strictObject({ kind: z.literal('exponential'), minMs: time, meanMs: time }),
	z.strictObject({ kind: z.literal('long-tail'), minMs: time, maxMs: time }),
]);

/** What each kind has beside its name; the compiler sees to it that none is missing. */
const fields = {
	cut: { links },
	loss: { links, probability },
	duplicate: { links, probability },
	delay: { links, delay: distribution },
	reorder: { links, probability, holdMs: time },
	bandwidth: { links, bytesPerSecond: z.number().positive() },
	crash: { nodes, unsynced: z.enum(['lost', 'torn']).exactOptional() },
	'crash-loop': { nodes, downMs: time, up: distribution },
	pause: { nodes },
	'clock-step': { nodes, offsetMs: z.number() },
	'clock-skew': { nodes, offsetsMs: z.array(z.number()) },
	'clock-drift': { nodes, rate: z.number().positive() },
	'clock-strobe': { nodes, offsetMs: z.number(), periodMs: z.number().positive() },
	'disk-slow': { nodes, delay: distribution },
	'disk-full': { nodes },
	'disk-write-error': { nodes, probability },
	'disk-read-error': { nodes },
	'disk-bit-flip': { nodes, bits: z.number().int().positive() },
	'disk-truncate': { nodes, records: z.number().int().positive() },
	'disk-wipe': { nodes },
	'disk-lost-sync': { nodes },
	'member-remove': { nodes },
	'member-replace': { nodes },
	burst: { factor: z.number().positive() },
	'client-slow': { share: probability, delay: distribution },
	'client-crash': { share: probability },
} as const satisfies { readonly [K in FaultKind]: Record<keyof Omit<Extract<Fault, { kind: K }>, 'kind'>, z.ZodType> };

const kinds = Object.entries(fields).map(([kind, shape]) => z.strictObject({ kind: z.literal(kind), ...shape }));

/** `Fault`, as files hold it. */
export const faultSchema: z.ZodType<unknown> = z
	.discriminatedUnion('kind', kinds as unknown as [z.ZodObject])
	.refine(everyNodeHasItsOffset, { path: ['offsetsMs'], message: 'expected as many offsets as nodes' });

function everyNodeHasItsOffset(fault: unknown): boolean {
	const { kind, nodes, offsetsMs } = fault as Extract<Fault, { readonly kind: 'clock-skew' }>;
	return kind !== 'clock-skew' || nodes.length === offsetsMs.length;
}
