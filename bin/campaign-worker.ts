import { runOnce } from '../harness/campaign/run-once.ts';
import type { WorkerTask } from '../harness/campaign/worker-pool.ts';
import { withConfig } from '../harness/cli/config.ts';
import { versions } from '../harness/controller/versions.ts';
import type { CampaignRun, Registry } from '../harness/model/index.ts';
import { type RepetitionResult, type RepetitionTask, runRepetition } from '../harness/robustness/run-repetition.ts';
import { createSimulation, simulation } from '../harness/runtimes/simulation/index.ts';
import { registry as builtIn } from '../registry.ts';

/** One simulated run of a campaign, in a thread of its own. */
export default async function work({ planned, out, configFile }: WorkerTask): Promise<CampaignRun> {
	const registry = configFile === null ? builtIn : await registryOf(configFile);
	return runOnce(planned, { registry, runtime: simulation, versions, out });
}

/** One repetition of a benchmark, in the same thread. */
export async function repeat({ repetition, out, configFile }: RepetitionTask): Promise<RepetitionResult> {
	const registry = configFile === null ? builtIn : await registryOf(configFile);
	const runtime = createSimulation({ keepTrace: out !== null });
	return runRepetition(repetition, { registry, runtime, versions, ...(out !== null && { out }) });
}

/** A thread does many runs of one campaign, and so has one config. */
let withOwnParts: Promise<Registry> | undefined;

function registryOf(configFile: string): Promise<Registry> {
	withOwnParts ??= withConfig(builtIn, configFile).then(({ registry }) => registry);
	return withOwnParts;
}
