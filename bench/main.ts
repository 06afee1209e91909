import { readdirSync } from 'node:fs';
import { didYouMean } from '../harness/model/index.ts';
import type { Bench } from './measurement.ts';

/** `npm run --silent bench -- [group…]`: prints one JSON object a line. The benchmarks are bundled beside this file. */
const ending = '.bench.mjs';
const groups = readdirSync(new URL('.', import.meta.url))
	.filter((file) => file.endsWith(ending))
	.map((file) => file.slice(0, -ending.length));
const wanted = process.argv.slice(2);

for (const group of wanted.length === 0 ? groups : wanted) {
	if (!groups.includes(group)) {
		console.error(`Expected a group of benchmarks, got \`${group}\`.${didYouMean(group, groups)}`);
		process.exit(254);
	}
	const { bench } = (await import(new URL(`./${group}${ending}`, import.meta.url).href)) as { bench: Bench };
	for await (const measurement of bench()) console.log(JSON.stringify(measurement));
}
