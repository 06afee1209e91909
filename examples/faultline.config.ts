import { defineConfig, type FaultlineConfig } from 'faultline';

const config: FaultlineConfig = defineConfig({
	system: 'raft',
	nemesis: ['swarm', 'none'],
	seeds: '1..',
	budget: '10m',
	reporter: ['list', 'html', 'junit'],
});

export default config;
