import type { HistoryModel } from '../harness/model/index.ts';
import { bank } from './bank.ts';
import { consistency } from './consistency/index.ts';
import { levelDescriptions, levelNames } from './consistency/levels.ts';
import { linearizability } from './linearizability/index.ts';
import { models } from './linearizability/models.ts';
import { listAppend } from './list-append/index.ts';
import { setFull } from './set-full/index.ts';
import { totalQueue } from './total-queue/index.ts';

/** What a history that somebody recorded can be held against: sequential specifications, and what else a history alone shows. */
export const historyModels: readonly HistoryModel[] = [
	...models.map(({ name, description }) => ({
		name,
		description,
		checker: linearizability.name,
		options: { model: name },
	})),
	...levelNames.map((level) => ({
		name: level,
		description: levelDescriptions[level],
		checker: consistency.name,
		options: { level },
	})),
	{ name: setFull.name, description: setFull.description, checker: setFull.name },
	{ name: totalQueue.name, description: totalQueue.description, checker: totalQueue.name },
	{ name: listAppend.name, description: listAppend.description, checker: listAppend.name },
	{ name: bank.name, description: bank.description, checker: bank.name },
];
