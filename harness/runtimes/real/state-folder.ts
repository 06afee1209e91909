import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/**
 * A folder of this user's below the machine's temporary one, for what must be found again after a controller has been
 * killed. Nobody else may write to it: what stands in it decides which processes a sweep ends.
 */
export function stateFolder(name: string): string {
	const { uid, username } = userInfo();
	const root = join(tmpdir(), `faultline-${uid === -1 ? username : uid}`);
	mkdirSync(root, { recursive: true, mode: 0o700 });
	const { mode, uid: owner } = lstatSync(root);
	if (uid !== -1 && (owner !== uid || (mode & 0o022) !== 0)) {
		throw new Error(`Expected ${root} to be this user's own and writable by nobody else; remove it and try again`);
	}
	const folder = join(root, name);
	mkdirSync(folder, { recursive: true });
	return folder;
}
