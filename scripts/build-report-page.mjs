/**
 * Builds the page of a run's report (Preact, reports/html/page) into one self-contained HTML file, and writes that as a
 * TypeScript module, so that tests, development and the bundled distribution load it in the same way: by importing it.
 *
 * The module carries the hash of its sources; while that fits, nothing is built again.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const pageFolder = join(root, 'reports/html/page');
export const pageModule = join(root, 'reports/html/page.generated.ts');

/** What the page imports from outside its folder. */
const sharedSources = [
	'reports/format.ts',
	'reports/operation-label.ts',
	'reports/html/report-data.ts',
	...readdirSync(join(root, 'reports/html/trace')).map((name) => `reports/html/trace/${name}`),
	'scripts/build-report-page.mjs',
];
const libraries = ['preact', 'uplot', 'vite', 'vite-plugin-singlefile'];

/** Writes the module, if the one that is there was not made from the sources of today. Returns whether it was written. */
export async function buildReportPage(outFile = pageModule) {
	const hash = hashOfSources();
	if (hashIn(outFile) === hash) return false;
	const page = withContentSecurityPolicy(await bundle());
	const temporary = `${outFile}.${process.pid}.tmp`;
	writeFileSync(temporary, moduleText(hash, page));
	// Renamed into place, so that someone who builds at the same time never reads half a module.
	renameSync(temporary, outFile);
	return true;
}

function hashOfSources() {
	const hash = createHash('sha256');
	for (const name of libraries) {
		const { version } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
		hash.update(`${name}@${version}\0`);
	}
	const own = readdirSync(pageFolder)
		.sort()
		.map((name) => `reports/html/page/${name}`);
	for (const name of [...own, ...sharedSources]) hash.update(`${name}\0${readFileSync(join(root, name), 'utf8')}\0`);
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

async function bundle() {
	const [{ build }, { viteSingleFile }] = await Promise.all([import('vite'), import('vite-plugin-singlefile')]);
	const { output } = await build({
		root: pageFolder,
		configFile: false,
		logLevel: 'error',
		plugins: [viteSingleFile()],
		oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
		build: { write: false, modulePreload: false, reportCompressedSize: false, target: 'es2022' },
	});
	const page = output.find(({ fileName }) => fileName === 'index.html');
	if (page === undefined || output.length !== 1) {
		throw new Error(
			`Expected the report page to be one file, got ${output.map(({ fileName }) => fileName).join(', ')}`,
		);
	}
	return String(page.source);
}

/**
 * Nothing may be loaded from anywhere, and no script or style runs but those that are here now, by their hash: whatever
 * would get past the escaping of a run's data is still dead text.
 */
function withContentSecurityPolicy(page) {
	const policy = [
		"default-src 'none'",
		`script-src ${hashesOf(page, 'script')}`,
		`style-src ${hashesOf(page, 'style')}`,
		'img-src data:',
		"base-uri 'none'",
		"form-action 'none'",
	].join('; ');
	const anchor = '<meta charset="utf-8" />';
	if (!page.includes(anchor)) throw new Error(`Expected the report page to contain ${anchor}`);
	return page.replace(anchor, () => `${anchor}\n\t\t<meta http-equiv="Content-Security-Policy" content="${policy}" />`);
}

function hashesOf(page, element) {
	const contents = [...page.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))];
	if (contents.length === 0) throw new Error(`Expected the report page to have an inline <${element}>`);
	return contents.map(([, text]) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ');
}

function moduleText(hash, page) {
	return `// Made by scripts/build-report-page.mjs from reports/html/page; not to be edited, not to be committed.
export const sourceHash = '${hash}';
export const page: string =
	${JSON.stringify(page)};
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const written = await buildReportPage();
	console.log(written ? `Wrote ${pageModule}` : `Up to date: ${pageModule}`);
}
