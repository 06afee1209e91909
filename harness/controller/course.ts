import {
	findNemesis,
	type Generator,
	type Nemesis,
	type Registry,
	type TestOptions,
	type Workload,
} from '../model/index.ts';
import { scenarioGenerator, scenarioNemeses } from './scenario/scenario-generator.ts';
import { testGenerator } from './test-generator.ts';

/** Who breaks things in a run, and what happens when: as its scenario says, or its workload and its nemeses. */
export function courseOf(
	options: TestOptions,
	workload: Workload,
	registry: Registry,
	schedule: Generator | undefined,
): { readonly nemeses: readonly Nemesis[]; readonly generator: Generator } {
	const { scenario, recoveryMs } = options;
	if (scenario !== undefined) {
		return { nemeses: scenarioNemeses(scenario), generator: scenarioGenerator(scenario, recoveryMs) };
	}
	const nemeses = options.nemeses.map((name) => findNemesis(registry.nemeses, name));
	return { nemeses, generator: testGenerator(options, workload, nemeses, schedule) };
}
