import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { FileStorage } from './file-storage.ts';

const folders: string[] = [];
const storages: FileStorage[] = [];

afterEach(async () => {
	for (const storage of storages.splice(0)) await storage.close();
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-storage-'));
	folders.push(folder);
	return folder;
}

function open(
	directory: string,
	onFailure: (error: unknown) => void = fail,
): { storage: FileStorage; logged: string[] } {
	const logged: string[] = [];
	const storage = new FileStorage({
		random: createRandom('1', 'test'),
		directory,
		runEvent: (event) => event(),
		onFailure,
		log: (line) => logged.push(line),
	});
	storages.push(storage);
	return { storage, logged };
}

function fail(error: unknown): never {
	throw error;
}

const synced = (storage: FileStorage): Promise<void> => new Promise((resolve) => storage.sync(resolve));
const contents = (storage: FileStorage): unknown =>
	Object.fromEntries(storage.list().map((file) => [file, storage.read(file)]));

type Step =
	| { readonly kind: 'append' | 'replace'; readonly file: string; readonly records: readonly number[] }
	| { readonly kind: 'remove'; readonly file: string }
	| { readonly kind: 'sync' };

const file = fc.constantFrom('log', 'state', 'a/b', '..', 'ümlaut');
const step: fc.Arbitrary<Step> = fc.oneof(
	fc.record({
		kind: fc.constantFrom('append' as const, 'replace' as const),
		file,
		records: fc.array(fc.integer(), { maxLength: 3 }),
	}),
	fc.record({ kind: fc.constant('remove' as const), file }),
	fc.constant({ kind: 'sync' as const }),
);

/** The same on plain arrays. */
function applyTo(model: Map<string, readonly number[]>, { kind, ...rest }: Exclude<Step, { kind: 'sync' }>): void {
	if (kind === 'remove') model.delete(rest.file);
	else {
		const { records } = rest as { records: readonly number[] };
		if (kind === 'replace') model.set(rest.file, records);
		else if (records.length > 0) model.set(rest.file, [...(model.get(rest.file) ?? []), ...records]);
	}
}

it('reads its own writes at once, and after a crash exactly what was synced', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
			const folder = newFolder();
			const { storage } = open(folder);
			const model = new Map<string, readonly number[]>();
			let durable: unknown = {};
			for (const next of steps) {
				if (next.kind === 'sync') {
					await synced(storage);
					durable = Object.fromEntries(model);
				} else {
					applyTo(model, next);
					if (next.kind === 'append') storage.append(next.file, ...next.records);
					else if (next.kind === 'replace') storage.replace(next.file, next.records);
					else storage.remove(next.file);
				}
				expect(contents(storage)).toEqual(Object.fromEntries(model));
			}
			expect(contents(open(folder).storage)).toEqual(durable);
		}),
		{ numRuns: 60 },
	);
});

it('calls back in the order of the calls, and never inside one', async () => {
	const { storage } = open(newFolder());
	const order: number[] = [];
	for (let i = 0; i < 10; i++) {
		storage.append('log', i);
		storage.sync(() => order.push(i));
	}
	expect(order).toEqual([]);
	await synced(storage);
	expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('calls back a sync that has nothing to write, and one from within a callback', async () => {
	const { storage } = open(newFolder());
	await synced(storage);
	await new Promise<void>((resolve) => storage.sync(() => storage.sync(resolve)));
});

it('keeps the value a record had when it was written', () => {
	const { storage } = open(newFolder());
	const record = { term: 1 };
	storage.append('log', record);
	record.term = 2;
	expect(storage.read('log')).toEqual([{ term: 1 }]);
});

it('drops the torn end of a file, says so, and goes on behind what is whole', async () => {
	const folder = newFolder();
	const { storage } = open(folder);
	storage.append('log', 1, 2);
	await synced(storage);
	const path = join(folder, 'log.records');
	appendFileSync(path, '0badc0de {"half":');
	const { storage: recovered, logged } = open(folder);
	expect(recovered.read('log')).toEqual([1, 2]);
	expect(logged).toEqual([expect.stringContaining('torn bytes at the end of log')]);
	recovered.append('log', 3);
	await synced(recovered);
	expect(open(folder).storage.read('log')).toEqual([1, 2, 3]);
});

it('ignores a replacement that was not renamed', async () => {
	const folder = newFolder();
	const { storage } = open(folder);
	storage.replace('state', ['old']);
	await synced(storage);
	writeFileSync(join(folder, 'state.records.tmp'), readFileSync(join(folder, 'state.records')).subarray(0, 5));
	expect(open(folder).storage.read('state')).toEqual(['old']);
	expect(readdirSync(folder)).toEqual(['state.records']);
});

it('reports a disk that fails, and never calls back', async () => {
	const folder = newFolder();
	const error = await new Promise((resolve, reject) => {
		const { storage } = open(folder, resolve);
		rmSync(folder, { recursive: true });
		storage.append('log', 1);
		storage.sync(() => reject(new Error('called back')));
	});
	expect(error).toMatchObject({ code: 'ENOENT' });
});
