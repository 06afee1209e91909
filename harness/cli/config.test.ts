import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { registry } from '../controller/fixtures/primary-system.ts';
import { checkRunnable, withConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string): string {
	const path = join(folder, name);
	writeFileSync(path, content);
	return path;
}

describe('withConfig', () => {
	test('loads TypeScript, and puts its own parts first', async () => {
		const file = write(
			'own.config.ts',
			`const nodeCount: number = 3;
			 const mine = (name: string) => ({
			   name, nodeCount, mutants: [], nemeses: [], defaultWorkload: 'w', createNode() {}, createClient() {},
			   workloads: [{ name: 'w', operations() {}, checkers: [] }],
			 });
			 export default {
			   seeds: '1..3',
			   systems: [mine('mine'), 'primary'],
			   nemeses: ['none', { name: 'own', kinds: ['cut'], choose() {} }],
			   projects: [{ name: 'p', systems: [mine('of-p')] }],
			 };`,
		);
		const { config, registry: joined, file: loaded } = await withConfig(registry, file);
		expect(config.seeds).toBe('1..3');
		expect(joined.systems.map(({ name }) => name)).toEqual(['mine', 'of-p', 'primary']);
		expect(joined.nemeses[0]?.name).toBe('own');
		expect(loaded).toBe(file);
		expect(() => checkRunnable('mine', 'docker', { config, file })).toThrow('to name its `module`');
		expect(() => checkRunnable('mine', 'sim', { config, file })).not.toThrow();
		expect(() => checkRunnable('primary', 'docker', { config, file })).not.toThrow();
	});

	test('a file that is not there, does not parse, or throws is told', async () => {
		await expect(withConfig(registry, join(folder, 'none.ts'))).rejects.toThrow('there is no such file');
		await expect(withConfig(registry, write('torn.ts', 'export default {'))).rejects.toThrow('Cannot load the config');
		await expect(withConfig(registry, write('throws.ts', 'throw new Error("no luck")'))).rejects.toThrow('no luck');
	});

	test('without a file nothing changes', async () => {
		expect(await withConfig(registry, undefined)).toEqual({ config: {}, registry, file: null });
	});
});
