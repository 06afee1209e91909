import { type Delays, type Link, nodeNames } from '../../model/index.ts';
import { minimize } from '../minimize.ts';
import type { Trials } from '../trials.ts';

/** What every message takes when nothing is drawn. */
const constantMs = 1;

/** All messages take the same time, if that will do; otherwise those on as few links as possible take their own. */
export async function simplerDelays(trials: Trials, seedCount: number): Promise<void> {
	const constant: Delays = { kind: 'constant', ms: constantMs };
	if (isConstant(trials.best.delays)) return;
	if (await trials.accepts({ ...trials.best, delays: constant }, seedCount)) return;
	if (trials.best.delays?.kind === 'constant') return;
	const links = linksBetween(nodeNames(trials.best.nodeCount));
	if (!(await trials.accepts({ ...trials.best, delays: { ...constant, except: links } }, seedCount))) return;
	await minimize(links, (except) => trials.accepts({ ...trials.best, delays: { ...constant, except } }));
}

function isConstant(delays: Delays | undefined): boolean {
	return delays?.kind === 'constant' && (delays.except ?? []).length === 0;
}

function linksBetween(nodes: readonly string[]): Link[] {
	return nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => ({ from, to })));
}
