import { type Fault, type Link, type NodeId, nodeNames, type ScenarioFault } from '../../model/index.ts';
import { replaceFault, withScenario } from '../candidate.ts';
import type { Trials } from '../trials.ts';

const constantDelaysMs = [10, 100, 1000] as const;

/** Each fault as simple as possible: healed only in the end, which is one event less; fewer nodes, fewer links, a cut in place of losses, rounder figures. */
export async function simplerFaults(trials: Trials): Promise<void> {
	for (let index = trials.best.scenario.faults.length - 1; index >= 0; index--) {
		await healInTheEnd(trials, index);
		await cutLater(trials, index);
		let simplified = true;
		while (simplified) {
			simplified = false;
			const { scenario, nodeCount } = trials.best;
			const fault = scenario.faults[index]?.fault;
			if (fault === undefined) break;
			for (const simpler of simplerThan(fault, nodeNames(nodeCount))) {
				if (!(await trials.accepts(replaceFault(trials.best, index, { fault: simpler }), 1))) continue;
				simplified = true;
				break;
			}
		}
	}
}

async function healInTheEnd(trials: Trials, index: number): Promise<void> {
	const { faults } = trials.best.scenario;
	const { untilMs, ...fault } = faults[index] as ScenarioFault;
	if (untilMs !== undefined) {
		await trials.accepts(withScenario(trials.best, { faults: faults.with(index, fault) }), 2);
	}
}

/** What loses some messages for long may do so because it loses a certain one: a cut from the right moment on does as well. */
async function cutLater(trials: Trials, index: number): Promise<void> {
	const { faults, operations } = trials.best.scenario;
	const { atMs, fault } = faults[index] as ScenarioFault;
	if (fault.kind !== 'loss') return;
	const moments = [atMs, ...operations.map((operation) => operation.atMs).filter((moment) => moment > atMs)];
	for (const moment of moments) {
		const cut: ScenarioFault = { atMs: moment, fault: { kind: 'cut', links: fault.links } };
		if (await trials.accepts(withScenario(trials.best, { faults: faults.with(index, cut) }), 2)) return;
	}
}

/** The simplest first. Following it from one to the next always comes to an end. */
function simplerThan(fault: Fault, nodes: readonly NodeId[]): Fault[] {
	return [...ofAnotherKind(fault), ...smaller(fault, nodes), ...rounder(fault)];
}

function ofAnotherKind(fault: Fault): Fault[] {
	switch (fault.kind) {
		case 'delay':
			return fault.delay.kind === 'constant'
				? []
				: constantDelaysMs.map((ms) => ({ ...fault, delay: { kind: 'constant', ms } }));
		default:
			return [];
	}
}

function smaller(fault: Fault, nodes: readonly NodeId[]): Fault[] {
	if ('nodes' in fault) {
		if (fault.nodes.length < 2) return [];
		return fault.nodes.map((left) => ({ ...fault, nodes: fault.nodes.filter((node) => node !== left) }));
	}
	if (!('links' in fault)) return [];
	const around = nodes.map((node) => ({ ...fault, links: linksAround(node, nodes) }));
	const isSingle = around.some(({ links }) => sameLinks(links, fault.links));
	if (isSingle) return [];
	return [...around, ...nodes.map((node) => ({ ...fault, links: without(fault.links, node) }))].filter(
		({ links }) => links.length > 0 && links.length < fault.links.length,
	);
}

/** All that one node sends to others and hears from them: a node that is cut off is easier to think about than links. */
function linksAround(node: NodeId, nodes: readonly NodeId[]): Link[] {
	const others = nodes.filter((other) => other !== node);
	return others.flatMap((other) => [
		{ from: node, to: other },
		{ from: other, to: node },
	]);
}

function without(links: readonly Link[], node: NodeId): Link[] {
	return links.filter(({ from, to }) => from !== node && to !== node);
}

function sameLinks(a: readonly Link[], b: readonly Link[]): boolean {
	const words = (links: readonly Link[]): string =>
		links
			.map(({ from, to }) => `${from}>${to}`)
			.sort()
			.join();
	return words(a) === words(b);
}

/** Every figure of a fault with fewer digits: one digit if that will do, or two. */
function rounder(fault: Fault): Fault[] {
	return [1, 2].flatMap((digits) => {
		const rounded = Object.fromEntries(
			Object.entries(fault).map(([field, value]) => [
				field,
				typeof value === 'number' ? Number(value.toPrecision(digits)) : value,
			]),
		) as unknown as Fault;
		return JSON.stringify(rounded) === JSON.stringify(fault) ? [] : [rounded];
	});
}
