import type { Reporter, TestModule } from 'vitest/node';

/** Closes the test run with one line that any tool can read: `N passed, N failed, N skipped`. */
export default class ClosingLine implements Reporter {
	onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
		const counts = { passed: 0, failed: errors.length, skipped: 0 };
		for (const module of modules) {
			// A file that does not even load has no tests to count, and must not count as nothing.
			counts.failed += module.errors().length;
			for (const test of module.children.allTests()) {
				const { state } = test.result();
				counts[state === 'pending' ? 'failed' : state]++;
			}
		}
		const { passed, failed, skipped } = counts;
		// After whatever the other reporters still print.
		process.once('exit', () => console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`));
	}
}
