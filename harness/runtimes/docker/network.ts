import type { Network } from 'dockerode';
import { type Engine, labelsOf, nameOf } from './engine.ts';

const attemptsMax = 20;

/** A run's own bridge, which leads nowhere else. */
export interface PodNetwork {
	readonly network: Network;
	readonly name: string;
	/** The address of the pod with this index. */
	addressOf(index: number): string;
}

/**
 * An internal bridge network with a /24 subnet inside 198.18.0.0/15, the range that RFC 2544 sets aside for testing networks.
 * The subnet is drawn, and drawn again when another network has it.
 */
export async function createNetwork(engine: Engine, runId: string): Promise<PodNetwork> {
	const name = nameOf(runId);
	for (let attempt = 1; ; attempt++) {
		const prefix = drawPrefix();
		try {
			const network = await engine.createNetwork({
				Name: name,
				Driver: 'bridge',
				Internal: true,
				CheckDuplicate: true,
				IPAM: { Driver: 'default', Config: [{ Subnet: `${prefix}.0/24`, Gateway: `${prefix}.1` }] },
				Labels: labelsOf(runId),
			});
			return { network, name, addressOf: (index) => `${prefix}.${index + 10}` };
		} catch (error) {
			if (attempt === attemptsMax || !/overlaps/.test((error as Error).message)) throw error;
		}
	}
}

/** Names a place on this machine, not a choice of the test: so it is not drawn from the run's seed. */
function drawPrefix(): string {
	const index = Math.floor(Math.random() * 512);
	return `198.${18 + (index >> 8)}.${index & 255}`;
}
