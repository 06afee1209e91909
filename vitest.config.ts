import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
	test: {
		include: ['**/*.test.ts'],
		exclude: ['node_modules/**', 'dist/**', 'runs/**'],
		globalSetup: ['scripts/vitest-setup.ts'],
		reporters: ['default', './scripts/closing-line.ts'],
		testTimeout: 60_000,
		hookTimeout: 120_000,
	},
});

export default config;
