import { timeLimitMs } from '../../generator/index.ts';
import {
	type ClusterView,
	chosenNodes,
	didYouMean,
	type Fault,
	findNemesis,
	type Generator,
	type Nemesis,
	type NodeChoice,
	type NodeId,
	UsageError,
} from '../../model/index.ts';
import { type Order, ordersAtTheirTimes } from './orders.ts';
import type { Action, Script, Statement, Target } from './script.ts';

const nanosPerMs = 1e6;

/** Who took part in the event that a statement waits for. */
export type Participants = { readonly [Word in 'it' | 'sender' | 'receiver']?: string };

/** One statement that waits for an event. */
export interface ScriptTrigger {
	readonly statement: Statement;
	/** The nemesis to order, by name. */
	readonly nemesis: string;
	/**
	 * To be called before the order: whom the event was about. A key for the fault, one for whom it will hit; nothing when
	 * that is no node, and there is nobody to hit.
	 */
	aim(participants: Participants, nodes: readonly NodeId[]): string | undefined;
}

/** A script as the controller plays it: a nemesis for each statement, when to order those of a time, and the triggers. */
export interface PlayedScript {
	readonly nemeses: readonly Nemesis[];
	/** Nothing when every statement waits for an event. */
	readonly schedule: Generator | undefined;
	readonly triggers: readonly ScriptTrigger[];
}

/** Throws a `UsageError` for a statement that names what there is not. */
export function playScript(script: Script, registered: readonly Nemesis[], timeMs: number): PlayedScript {
	const parts = script.map((statement) => partOf(statement, script, registered, timeMs));
	const orders = parts.flatMap((part) => part.orders ?? []);
	return {
		nemeses: parts.flatMap(({ nemesis }) => nemesis ?? []),
		schedule: orders.length === 0 ? undefined : timeLimitMs(timeMs, ordersAtTheirTimes(orders)),
		triggers: parts.flatMap(({ trigger }) => trigger ?? []),
	};
}

interface Part {
	readonly nemesis?: Nemesis;
	readonly orders?: readonly Order[];
	readonly trigger?: ScriptTrigger;
}

function partOf(statement: Statement, script: Script, registered: readonly Nemesis[], timeMs: number): Part {
	const { timing, action } = statement;
	if (timing.kind === 'at' && timing.ms >= timeMs) {
		throw wrong(statement, `expected a time before the faults end at ${timeMs} ms (--time), got ${timing.ms} ms`);
	}
	if (action.kind === 'heal') return { orders: ordersOf(statement, namesHealedBy(statement, script), timeMs) };
	const name = nameOf(statement, script);
	const aimed: { participants: Participants } = { participants: {} };
	const nemesis = nemesisOf(statement, name, registered, () => aimed.participants);
	if (timing.kind !== 'when') return { nemesis, orders: ordersOf(statement, name, timeMs) };
	const trigger: ScriptTrigger = {
		statement,
		nemesis: name,
		aim(participants, nodes) {
			aimed.participants = participants;
			const victims = wordsOf(action).map((word) => participants[word] ?? '');
			return victims.every((node) => nodes.includes(node)) ? [name, ...victims].join(' @') : undefined;
		},
	};
	return { nemesis, trigger };
}

/** The statement itself; two that are alike are told apart by where they are. */
function nameOf({ text, position }: Statement, script: Script): string {
	return script.filter((other) => other.text === text).length > 1 ? `${text} (${position})` : text;
}

function ordersOf({ timing, action }: Statement, value: string, timeMs: number): readonly Order[] {
	if (timing.kind === 'when') return [];
	const times =
		timing.kind === 'at'
			? [timing.ms]
			: Array.from({ length: Math.ceil(timeMs / timing.ms) - 1 }, (_, i) => (i + 1) * timing.ms);
	const order = ((): Omit<Order, 'at'> => {
		if (action.kind === 'heal') return { f: 'heal', value };
		const lasts = action.forMs === undefined ? undefined : Math.round(action.forMs * nanosPerMs);
		return { f: 'inject', value, lasts, insists: timing.kind === 'at' };
	})();
	return times.map((ms) => ({ ...order, at: Math.round(ms * nanosPerMs) }));
}

/** As the saboteur takes several: one a line. */
function namesHealedBy(statement: Statement, script: Script): string {
	const { what } = statement.action as Extract<Action, { kind: 'heal' }>;
	const breaking = script.filter(({ action }) => action.kind !== 'heal');
	const words = [...new Set(breaking.map(({ action }) => wordOf(action)))];
	if (what !== undefined && !words.includes(what)) {
		throw wrong(statement, `nothing in the schedule does \`${what}\`.${didYouMean(what, words)}`);
	}
	return breaking
		.filter(({ action }) => what === undefined || wordOf(action) === what)
		.map((other) => nameOf(other, script))
		.join('\n');
}

function wordOf(action: Action): string {
	return action.kind === 'nemesis' ? action.name : action.kind;
}

function nemesisOf(
	statement: Statement,
	name: string,
	registered: readonly Nemesis[],
	participants: () => Participants,
): Nemesis {
	const { action } = statement;
	const description = `the schedule, ${statement.position}`;
	if (action.kind === 'cut') {
		return {
			name,
			description,
			kinds: ['cut'],
			nodes: namedNodes(action.from, action.to),
			choose: (view) => cut(action, view, participants()),
		};
	}
	const { name: base, target } = action as Extract<Action, { kind: 'nemesis' }>;
	const nemesis = findBase(statement, base, registered);
	if (target === undefined) return { ...nemesis, name, description };
	const aimedAt = nemesis.aimedAt?.bind(nemesis);
	if (aimedAt === undefined) throw wrong(statement, `the nemesis \`${base}\` cannot be aimed at nodes`);
	if (!isParticipant(target)) return { ...aimedAt(target), name, description, nodes: namedNodes(target) };
	return {
		name,
		description,
		kinds: aimedAt('all').kinds,
		choose(view): Fault | undefined {
			const node = participants()[target];
			return node === undefined ? undefined : aimedAt([node]).choose(view);
		},
	};
}

function findBase(statement: Statement, name: string, registered: readonly Nemesis[]): Nemesis {
	try {
		return findNemesis(registered, name);
	} catch (error) {
		throw wrong(statement, (error as Error).message);
	}
}

function cut(
	{ from, to, both }: Extract<Action, { kind: 'cut' }>,
	view: ClusterView,
	participants: Participants,
): Fault | undefined {
	const sources = nodesOf(from, view, participants);
	const destinations = nodesOf(to, view, participants).filter((node) => !sources.includes(node));
	const links = sources.flatMap((a) =>
		destinations.flatMap((b) => [{ from: a, to: b }, ...(both ? [{ from: b, to: a }] : [])]),
	);
	return links.length === 0 ? undefined : { kind: 'cut', links };
}

function nodesOf(target: Target, view: ClusterView, participants: Participants): readonly NodeId[] {
	if (!isParticipant(target)) return chosenNodes(target, view);
	const node = participants[target];
	return node === undefined ? [] : [node];
}

function isParticipant(target: Target): target is keyof Participants {
	return target === 'it' || target === 'sender' || target === 'receiver';
}

function wordsOf(action: Action): readonly (keyof Participants)[] {
	if (action.kind === 'cut') return [action.from, action.to].filter(isParticipant);
	return action.kind === 'nemesis' && action.target !== undefined ? [action.target].filter(isParticipant) : [];
}

function namedNodes(...targets: readonly (Target | NodeChoice)[]): readonly NodeId[] {
	return targets.flatMap((target) => (typeof target === 'string' ? [] : target));
}

function wrong({ position }: Statement, message: string): UsageError {
	return new UsageError(`The schedule is wrong at ${position}: ${message}`);
}
