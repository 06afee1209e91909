import { defineConfig, type ViteUserConfig } from 'vitest/config';

const config: ViteUserConfig = defineConfig({
	// Examples import the package by its name, as users do.
	resolve: { alias: [{ find: /^faultline$/, replacement: new URL('./index.ts', import.meta.url).pathname }] },
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
