/**
 * Compiles the linearizability kernel (AssemblyScript) to WebAssembly and writes it as a TypeScript module, so that tests,
 * development and the bundled distribution load it in the same way: by importing it.
 *
 * The module carries the hash of its sources; while that fits, nothing is compiled again.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sourceFolder = 'checkers/linearizability/kernel/assembly';
export const kernelModule = join(root, 'checkers/linearizability/kernel/kernel.generated.ts');

const compilerOptions = [
	'-O3',
	'--runtime',
	'stub',
	// Without the host's abort: the kernel traps instead.
	'--use',
	'abort=',
	'--initialMemory',
	'16',
	'--maximumMemory',
	'65536',
];

/** Writes the module, if the one that is there was not made from the sources of today. Returns whether it was written. */
export async function buildKernel(outFile = kernelModule) {
	const sources = readSources();
	const hash = hashOf(sources);
	if (hashIn(outFile) === hash) return false;
	const wasm = await compile(sources);
	const temporary = `${outFile}.${process.pid}.tmp`;
	writeFileSync(temporary, moduleText(hash, wasm));
	// Renamed into place, so that someone who builds at the same time never reads half a module.
	renameSync(temporary, outFile);
	return true;
}

function readSources() {
	const folder = join(root, sourceFolder);
	const names = readdirSync(folder).filter((name) => name.endsWith('.ts'));
	return new Map(names.sort().map((name) => [`${sourceFolder}/${name}`, readFileSync(join(folder, name), 'utf8')]));
}

function hashOf(sources) {
	const hash = createHash('sha256');
	hash.update(createRequire(import.meta.url)('assemblyscript/package.json').version);
	hash.update(JSON.stringify(compilerOptions));
	for (const [name, text] of sources) hash.update(`${name}\0${text}\0`);
	return hash.digest('hex').slice(0, 32);
}

function hashIn(file) {
	try {
		return /sourceHash = '([0-9a-f]+)'/.exec(readFileSync(file, 'utf8').slice(0, 1000))?.[1];
	} catch (error) {
		if (error.code === 'ENOENT') return undefined;
		throw error;
	}
}

async function compile(sources) {
	const { main } = await import('assemblyscript/asc');
	let wasm;
	const { error, stderr } = await main(
		[`${sourceFolder}/index.ts`, ...compilerOptions, '--baseDir', root, '--outFile', 'kernel.wasm'],
		{
			readFile: (name) => sources.get(name) ?? null,
			writeFile: (name, content) => {
				if (name === 'kernel.wasm') wasm = content;
			},
			listFiles: () => [],
		},
	);
	if (error) throw new Error(`The linearizability kernel does not compile:\n${stderr.toString()}`, { cause: error });
	return Buffer.from(wasm);
}

function moduleText(hash, wasm) {
	return `// Made by scripts/build-kernel.mjs from kernel/assembly; not to be edited, not to be committed.
export const sourceHash = '${hash}';
export const wasmBase64 =
	'${wasm.toString('base64')}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const written = await buildKernel();
	console.log(written ? `Wrote ${kernelModule}` : `Up to date: ${kernelModule}`);
}
