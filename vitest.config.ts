import { availableParallelism } from 'node:os';
import { defineConfig, type ViteUserConfig } from 'vitest/config';

const here = (file: string) => new URL(file, import.meta.url).pathname;

const config: ViteUserConfig = defineConfig({
	// Examples import the package by its name, as users do.
	resolve: {
		alias: [
			{ find: /^faultline$/, replacement: here('./index.ts') },
			{ find: /^faultline\/checkers$/, replacement: here('./checkers/index.ts') },
			{ find: /^faultline\/histories$/, replacement: here('./harness/histories/index.ts') },
		],
	},
	test: {
		include: ['**/*.test.ts'],
		exclude: ['node_modules/**', 'dist/**', 'runs/**'],
		globalSetup: ['scripts/vitest-setup.ts'],
		reporters: ['default', './scripts/closing-line.ts'],
		// Many tests wait for containers and processes: two files at a time even on two cores.
		maxWorkers: Math.max(2, availableParallelism() - 1),
		testTimeout: 60_000,
		hookTimeout: 120_000,
	},
});

export default config;
