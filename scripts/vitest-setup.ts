import { buildKernel } from './build-kernel.mjs';

/** Tests run from the sources: the one thing that has to be compiled first is the linearizability kernel. */
export default async function setup(): Promise<void> {
	await buildKernel();
}
