import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { RuntimeError } from '../runtime.ts';
import { type Engine, hasStatus, labelFilter } from './engine.ts';
import { installCommand, type LocalProgram, localPrograms, locateProgram } from './local-programs.ts';
import { type TarEntry, tar } from './tar.ts';

const repository = 'faultline-base';

/**
 * The image that pods are made of: Node.js, `nft`, what else of `localPrograms` there is, and the shared libraries that they
 * need, all from this machine, so that no registry is needed. Tagged by its content: made once, and again only when one of
 * them changes. `removeOldBaseImages` removes those that came before.
 */
export async function ensureBaseImage(engine: Engine): Promise<string> {
	if (knownImage !== undefined && (await exists(engine, knownImage))) return knownImage;
	const entries = await collect();
	const image = `${repository}:${contentHash(entries)}`;
	if (!(await exists(engine, image))) await importImage(engine, entries, image);
	knownImage = image;
	return image;
}

/** Of this process, which does not change the machine's programs under its own feet: reading them takes a third of a second. */
let knownImage: string | undefined;

async function collect(): Promise<readonly TarEntry[]> {
	if (process.platform !== 'linux') {
		throw new RuntimeError(
			'image',
			`Expected Linux, whose programs containers are made of, got ${process.platform}. Use \`--runtime process\` here.`,
		);
	}
	const located = localPrograms.flatMap((program) => locate(program) ?? []);
	const libraries = new Set((await Promise.all(located.map(({ path }) => librariesOf(path)))).flat());
	const files = [
		...located.map(({ name, path }) => ({ source: path, path: `bin/${name}` })),
		...[...libraries].sort().map((path) => ({ source: path, path: path.slice(1) })),
	];
	return Promise.all(files.map(async ({ source, path }) => ({ path, content: await readFile(source), mode: 0o755 })));
}

function locate({ name, packageName, isRequired }: LocalProgram): { name: string; path: string } | undefined {
	const path = locateProgram(name);
	if (path !== undefined) return { name, path };
	if (!isRequired) return undefined;
	throw new RuntimeError(
		'image',
		`Expected \`${name}\` on this machine, for the image that containers are made of. Install it: \`${installCommand([packageName])}\``,
	);
}

/** Absolute paths of the shared libraries that a program needs, its loader among them. None when it is linked statically. */
async function librariesOf(program: string): Promise<readonly string[]> {
	const { stdout, exitCode } = await execa('ldd', [program], { reject: false });
	if (exitCode !== 0) return [];
	const missing = /^\s*(\S+) => not found/m.exec(stdout);
	if (missing !== null)
		throw new RuntimeError('image', `${program} needs ${missing[1]}, which this machine does not have`);
	return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+) \(0x/gm)].map((match) => match[1] as string);
}

function contentHash(entries: readonly TarEntry[]): string {
	const hash = createHash('sha256');
	for (const { path, content, mode } of entries) hash.update(`${path}\0${content.length}\0${mode}\0`).update(content);
	return hash.digest('hex').slice(0, 16);
}

async function exists(engine: Engine, image: string): Promise<boolean> {
	try {
		await engine.getImage(image).inspect();
		return true;
	} catch (error) {
		if (hasStatus(error, 404)) return false;
		throw error;
	}
}

async function importImage(engine: Engine, entries: readonly TarEntry[], image: string): Promise<void> {
	const [repo, tag] = image.split(':') as [string, string];
	try {
		const progress = await engine.importImage(Readable.from([tar(entries)]), { repo, tag });
		await new Promise<void>((resolve, reject) => {
			engine.modem.followProgress(progress, (error) => (error === null ? resolve() : reject(error)));
		});
	} catch (cause) {
		const message = `The image ${image} could not be made: ${(cause as Error).message}`;
		throw new RuntimeError('image', message, { cause });
	}
}

/**
 * Removes all base images but the newest, if no run is under way on this engine: one that has just begun, perhaps of another
 * version of Faultline, may have no container yet, so what was made a short while ago stays as well.
 */
export async function removeOldBaseImages(engine: Engine): Promise<void> {
	const containers = await engine.listContainers({ all: true, ...labelFilter() });
	if (containers.length > 0) return;
	const images = await engine.listImages({ filters: { reference: [repository] } });
	for (const tag of outdatedTags(images, Date.now() / 1_000)) await removeImage(engine, tag);
}

const imageAgeSecondsMin = 600;

/**
 * Those of all images but the newest, if they are not new themselves.
 *
 * @param now in seconds since 1970, as are the times of images
 */
export function outdatedTags(
	images: readonly { readonly Created: number; readonly RepoTags?: readonly string[] | null | undefined }[],
	now: number,
): readonly string[] {
	const [, ...older] = [...images].sort((a, b) => b.Created - a.Created);
	const outdated = older.filter(({ Created }) => now - Created >= imageAgeSecondsMin);
	return outdated.flatMap(({ RepoTags }) => RepoTags ?? []);
}

async function removeImage(engine: Engine, tag: string): Promise<void> {
	try {
		await engine.getImage(tag).remove();
	} catch (error) {
		// Somebody else did, or has a container of it.
		if (!hasStatus(error, 404, 409)) throw error;
	}
}
