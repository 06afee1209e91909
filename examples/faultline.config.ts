import { defineConfig, type FaultlineConfig } from 'faultline';

const config: FaultlineConfig = defineConfig({
	systems: ['raft'],
	nemeses: ['swarm', 'none'],
	seeds: '1..',
	budget: '10m',
	reporters: ['list', 'html', 'junit'],
});

export default config;
