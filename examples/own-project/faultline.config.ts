import { defineConfig, type FaultlineConfig } from 'faultline';
import { lazyRegister } from './lazy-register.ts';

const config: FaultlineConfig = defineConfig({
	systems: [lazyRegister],
	seeds: '1..2',
	time: '5s',
	recovery: '2s',
	projects: [
		{ name: 'healthy', nemeses: ['none'], nodes: 1 },
		{ name: 'broken', nemeses: [['partition', 'pause'], 'swarm'] },
	],
	thresholds: { okShareMin: 0.1 },
	'shrink-budget': '0s',
	reporters: ['list', 'json', 'junit'],
});

export default config;
