import type { MessageBody } from '../harness/model/index.ts';
import { createSimulation, type SimulatedCluster } from '../harness/runtimes/simulation/index.ts';
import { raft } from '../systems/index.ts';
import { type Measurement, median, timed } from './measurement.ts';

/** In the first rounds the code is still being compiled. */
const warmUpRounds = 3;

const nodes = ['n1', 'n2', 'n3', 'n4', 'n5'];

export async function* bench(): AsyncGenerator<Measurement> {
	yield await messagesPerSecond();
}

/**
 * Five Raft nodes under 50 clients that read and write in turn, as fast as they are answered: messages delivered, each of
 * them recorded and hashed as all other events are.
 */
async function messagesPerSecond(): Promise<Measurement> {
	const rates: number[] = [];
	let messages = 0;
	for (let round = 0; round < warmUpRounds + 9; round++) {
		const cluster = (await createSimulation().deploy({
			runId: 'bench',
			seed: String(round),
			nodes,
			program: { create: raft.createNode, system: 'raft' },
		})) as SimulatedCluster;
		await elect(cluster);
		for (let i = 0; i < 50; i++) askForEver(cluster, i);
		const { seconds } = await timed(() => pass(cluster, 6000));
		messages = cluster.count('deliver');
		if (round >= warmUpRounds) rates.push(messages / seconds);
	}
	return {
		bench: 'simulation/messages-per-second',
		value: Math.round(median(rates)),
		unit: '1/s',
		best: Math.round(Math.max(...rates)),
		messages,
	};
}

const pass = (cluster: SimulatedCluster, ms: number): Promise<void> =>
	cluster.drive((finish) => void cluster.clock.setTimer(ms * 1e6, finish));

async function elect(cluster: SimulatedCluster): Promise<void> {
	while (leaderOf(cluster) === undefined) await pass(cluster, 100);
}

const leaderOf = (cluster: SimulatedCluster): string | undefined =>
	nodes.find((node) => cluster.inspect(node)?.['role'] === 'leader');

function askForEver(cluster: SimulatedCluster, i: number): void {
	let messageId = 0;
	const connection = cluster.connect(`c${i}`, () => ask());
	const ask = (): void => {
		messageId++;
		const type = messageId % 2 === 0 ? 'read' : 'write';
		const body = { type, msg_id: messageId, key: `k${i}`, value: messageId };
		connection.send(leaderOf(cluster) ?? 'n1', body as MessageBody);
	};
	ask();
}
