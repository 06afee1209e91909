import { describeRuntimeContract } from './contract.ts';
import { simulation } from './simulation/index.ts';

describeRuntimeContract('simulation', {
	createRuntime: () => simulation,
	throwingProgram: 'program-failed',
	throwingStart: 'program-failed',
	unsynced: 'may survive',
	tears: true,
	links: 'messages',
	disks: 'played',
	leftovers: () => [],
});
