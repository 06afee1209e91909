import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { explainAnomaly } from './anomalies.ts';

/** Where sources of checkers give an anomaly its type. */
const places = [
	/\btype: (?:\w+ \? )?'([A-Za-z0-9-]+)'/g,
	/\btype: \w+ \? '[^']+' : '([A-Za-z0-9-]+)'/g,
	/\b(?:anomaly|add)\(\s*'([A-Za-z0-9-]+)'/g,
];
const eventTypes = ['invoke', 'ok', 'fail', 'info'];

function typesInCheckers(): readonly string[] {
	const folder = join(import.meta.dirname, '../checkers');
	const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
		(name) => /\.ts$/.test(name) && !/\.test\.ts$|fixtures|testing|generated|bench/.test(name),
	);
	const types = sources.flatMap((name) => {
		const text = readFileSync(join(folder, name), 'utf8');
		return places.flatMap((place) => [...text.matchAll(place)].map(([, type]) => type as string));
	});
	return [...new Set(types)].filter((type) => !eventTypes.includes(type));
}

it('every anomaly that a checker can find is explained in a sentence', () => {
	const types = typesInCheckers();
	const some = ['nonlinearizable', 'no-progress', 'wrong-total', 'doubled-key', 'changed-output'];
	expect(types).toEqual(expect.arrayContaining(some));
	const sentenceOf = (type: string) => explainAnomaly({ type, message: '', operations: [] }) ?? '';
	expect(types.filter((type) => !/^[A-Z].*\.$/.test(sentenceOf(type)))).toEqual([]);
});
