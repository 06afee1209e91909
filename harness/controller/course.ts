import {
	findNemesis,
	type Generator,
	type Nemesis,
	type Registry,
	type TestOptions,
	type Workload,
} from '../model/index.ts';
import { minority } from './heal-quorum.ts';
import { scriptOf } from './resolve-options.ts';
import { scenarioGenerator, scenarioNemeses } from './scenario/scenario-generator.ts';
import type { ScriptTrigger } from './script/play-script.ts';
import { testGenerator } from './test-generator.ts';

export interface Course {
	readonly nemeses: readonly Nemesis[];
	readonly generator: Generator;
	/** What strikes when something happens, and not at a time. */
	readonly triggers: readonly ScriptTrigger[];
}

/** Who breaks things in a run, and what happens when: as its scenario says, or its workload and its nemeses. */
export function courseOf(
	options: TestOptions,
	workload: Workload,
	registry: Registry,
	schedule: Generator | undefined,
): Course {
	const { scenario, recoveryMs } = options;
	if (scenario !== undefined) {
		return { nemeses: scenarioNemeses(scenario), generator: scenarioGenerator(scenario, recoveryMs), triggers: [] };
	}
	const drawn = options.nemeses.map((name) => findNemesis(registry.nemeses, name));
	const script = scriptOf(options, registry);
	return {
		nemeses: [...drawn, ...(script?.nemeses ?? []), ...(options.heal === 'quorum' ? [minority] : [])],
		generator: testGenerator(options, workload, drawn, script, schedule),
		triggers: script?.triggers ?? [],
	};
}
