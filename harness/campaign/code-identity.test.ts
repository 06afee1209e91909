import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { codeIdentity } from './code-identity.ts';
import type { CampaignMatrix } from './plan.ts';
import { planIdentity } from './plan-identity.ts';
import { plannedRun } from './testing/runs.ts';

const root = mkdtempSync(join(tmpdir(), 'faultline-identity-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A project whose config imports a file of its own, a package, and a package that is linked from elsewhere. */
function project(name: string, change: Readonly<Record<string, string>> = {}): string {
	const files = {
		'faultline.config.ts':
			"import a from './system.ts'; import b from 'installed'; import c from 'linked'; export default [a, b, c, import.meta.url];",
		'system.ts': 'export default 1;',
		'node_modules/installed/index.js': 'export default 2;',
		'packages/linked/index.js': 'export default 3;',
		...change,
	};
	for (const [path, content] of Object.entries(files)) {
		mkdirSync(join(root, name, path, '..'), { recursive: true });
		writeFileSync(join(root, name, path), content);
	}
	symlinkSync('../packages/linked', join(root, name, 'node_modules/linked'));
	return join(root, name, 'faultline.config.ts');
}

it('is the same in another folder, and when an installed package changes', async () => {
	const identity = await codeIdentity(project('a'));
	expect(identity).toMatch(/^[0-9a-f]{64}$/);
	expect(await codeIdentity(project('b'))).toBe(identity);
	expect(await codeIdentity(project('c', { 'node_modules/installed/index.js': 'export default 5;' }))).toBe(identity);
});

it.each(['faultline.config.ts', 'system.ts', 'packages/linked/index.js'])(
	'is another when %s changes',
	async (path) => {
		const changed = project(`changed-${path.replaceAll('/', '-')}`, { [path]: 'export default 5;' });
		expect(await codeIdentity(changed)).not.toBe(await codeIdentity(join(root, 'a', 'faultline.config.ts')));
	},
);

it('of what cannot be bundled is that of its text', async () => {
	const [torn, other] = [
		project('torn', { 'faultline.config.ts': 'export {' }),
		project('other', { 'faultline.config.ts': 'export [' }),
	];
	expect(await codeIdentity(torn)).not.toBe(await codeIdentity(other));
});

it('the plan is the same only with the same version, code, matrix and runs', () => {
	const matrix: CampaignMatrix = {
		...{ project: null, systems: ['raft'], workloads: [null], nemeses: [null], mutants: [null], runtimes: ['sim'] },
		...{ seeds: [{ first: 1n, last: 5n }], common: { timeMs: 5000 } },
	};
	const parts = { version: '0.1.0', code: ['a'], matrices: [matrix], only: null };
	const others = [
		{ ...parts, version: '0.1.1' },
		{ ...parts, code: ['b'] },
		{ ...parts, matrices: [{ ...matrix, seeds: [{ first: 1n, last: null }] }] },
		{ ...parts, matrices: [{ ...matrix, common: {} }] },
		{ ...parts, only: [plannedRun(1)] },
	];
	expect(planIdentity({ ...parts })).toBe(planIdentity(parts));
	expect(new Set([parts, ...others].map(planIdentity)).size).toBe(6);
});
