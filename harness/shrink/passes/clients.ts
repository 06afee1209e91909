import type { ScenarioOperation } from '../../model/index.ts';
import { type Candidate, withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

/** As few clients as possible, numbered from 0. */
export async function fewerClients(trials: Trials, seedCount: number): Promise<void> {
	await numberClients(trials, seedCount);
	for (const client of clientsOf(trials.best).reverse()) {
		for (const other of clientsOf(trials.best)) {
			if (other >= client) break;
			if (await trials.accepts(withClients(trials.best, new Map([[client, other]])), seedCount)) break;
		}
	}
	await numberClients(trials, seedCount);
}

async function numberClients(trials: Trials, seedCount: number): Promise<void> {
	const { best } = trials;
	const clients = clientsOf(best);
	const concurrency = Math.max(1, clients.length);
	if (concurrency === best.concurrency) return;
	const numbered = withClients(best, new Map(clients.map((client, i) => [client, i])));
	await trials.accepts({ ...numbered, concurrency }, seedCount);
}

function clientsOf({ scenario }: Candidate): number[] {
	const operations = [...scenario.operations, ...scenario.finalOperations];
	return [...new Set(operations.map(({ client }) => client))].sort((a, b) => a - b);
}

function withClients(candidate: Candidate, numbers: ReadonlyMap<number, number>): Candidate {
	const { operations, finalOperations } = candidate.scenario;
	const renumber = (operation: ScenarioOperation): ScenarioOperation => ({
		...operation,
		client: numbers.get(operation.client) ?? operation.client,
	});
	return withScenario(candidate, {
		operations: operations.map(renumber),
		finalOperations: finalOperations.map(renumber),
	});
}
