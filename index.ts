/**
 * Fault-injection testing for distributed systems.
 *
 * `run` executes one test; everything else here is what tests, systems, nemeses and checkers are made of.
 */
export {
	defineConfig,
	type FaultlineConfig,
	type MatrixConfig,
	type ProjectConfig,
} from './harness/cli/define-config.ts';
export * from './harness/generator/index.ts';
export { HistoryFileError, type HistoryFormat, readHistory } from './harness/histories/index.ts';
export * from './harness/model/index.ts';
export type { Runtime } from './harness/runtimes/runtime.ts';
export { RuntimeError } from './harness/runtimes/runtime.ts';
export { run, type TestDefinition } from './run.ts';
