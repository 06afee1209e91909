import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { tar } from './tar.ts';

it('is read by tar as it was written', () => {
	const folder = mkdtempSync(join(tmpdir(), 'faultline-tar-'));
	try {
		const files = [
			{ path: 'bin/tool', content: Buffer.alloc(1_024, 'x'), mode: 0o755 },
			{ path: 'empty', content: Buffer.alloc(0), mode: 0o644 },
			{ path: 'deep/er/file.txt', content: Buffer.from('ünï\n'), mode: 0o600 },
		];
		const archive = join(folder, 'archive.tar');
		writeFileSync(archive, tar(files));
		execFileSync('tar', ['-xf', archive, '-C', folder]);
		for (const { path, content, mode } of files) {
			expect(readFileSync(join(folder, path))).toEqual(content);
			expect(statSync(join(folder, path)).mode & 0o777).toBe(mode);
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
});

it('is the same for the same files, and refuses a path that does not fit', () => {
	const files = [{ path: 'a', content: Buffer.from('b'), mode: 0o644 }];
	expect(tar(files)).toEqual(tar(files));
	expect(() => tar([{ path: 'x'.repeat(101), content: Buffer.alloc(0), mode: 0 }])).toThrow('at most 100 bytes');
});
