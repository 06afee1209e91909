import type { TestOptions } from '../model/index.ts';
import { createDockerRuntime } from './docker/index.ts';
import { processRuntime } from './process/index.ts';
import type { Runtime } from './runtime.ts';
import { simulation } from './simulation/index.ts';

/** The runtime that a test asks for. */
export function createRuntime(options: Pick<TestOptions, 'runtime' | 'image'>): Runtime {
	switch (options.runtime) {
		case 'sim':
			return simulation;
		case 'process':
			return processRuntime;
		case 'docker':
			return createDockerRuntime(options.image === undefined ? {} : { image: options.image });
	}
}
