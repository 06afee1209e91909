import { runOnce } from '../harness/campaign/run-once.ts';
import type { WorkerTask } from '../harness/campaign/worker-pool.ts';
import { versions } from '../harness/controller/versions.ts';
import type { CampaignRun } from '../harness/model/index.ts';
import { simulation } from '../harness/runtimes/simulation/index.ts';
import { registry } from '../registry.ts';

/** One simulated run of a campaign, in a thread of its own. */
export default function work({ options, out }: WorkerTask): Promise<CampaignRun> {
	return runOnce(options, { registry, runtime: simulation, versions, out });
}
