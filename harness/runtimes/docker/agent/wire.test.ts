import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { healthyLink } from '../../conditions.ts';
import { createRandom } from '../../random.ts';
import { Wire } from './wire.ts';

it('passes the end behind a message that is held, even where the process was too busy to let it go in time', async () => {
	const [from, to] = [new PassThrough(), new PassThrough()];
	const wire = new Wire({
		from: from as unknown as Socket,
		to: to as unknown as Socket,
		conditionOf: () => ({ ...healthyLink, reorderProbability: 1, reorderHoldMs: 20 }),
		random: createRandom('1', 'wire'),
	});
	wire.push(Buffer.from('{"held":1}\n'));
	wire.push(Buffer.from('ping\n'));
	busyFor(40);
	wire.end();
	expect(await text(to)).toBe('ping\n{"held":1}\n');
});

function busyFor(ms: number): void {
	const until = performance.now() + ms;
	while (performance.now() < until);
}
