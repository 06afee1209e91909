import { BLIND, HIDEABLE, type InternedModel, READ_ONLY } from './interned-model.ts';
import { Kind, type NativeSteps, nativeStepsOf } from './native/native-steps.ts';
import { registerSteps } from './native/registers.ts';

/** How the kernel learns a model's transitions; see `kernel/assembly/transitions.ts`. */
export interface Transitions {
	readonly classCount: number;
	readonly flags: Int32Array;
	/** By state and class, row by row, all the states that there are; absent when they are too many. */
	readonly table?: Int32Array;
	/** States below this exist, and all that matter are below it; 0 when nobody knows. */
	readonly stateCount: number;
	/** Absent for models that the kernel does not know, and where there is a table. */
	readonly native?: NativeSteps;
	isReadOnly(classId: number): boolean;
	isBlind(classId: number): boolean;
	/** The one state that an operation of this class leaves wherever it changes anything; undefined if there is none. */
	target(classId: number): number | undefined;
}

/** A model with more states than this is no table. */
const TABLE_STATES = 40;
const TABLE_ENTRIES = 40_000;

/**
 * How the kernel searches best, to be planned once all operations of the history are known to the model. States may have
 * numbers of their own.
 *
 * @param operations how many there are
 */
export function planTransitions(model: InternedModel, operations: number): Transitions {
	const native = nativeStepsOf(model, operations);
	if (native === undefined) return planReplay(model);
	const { classCount } = model;
	const flags = Int32Array.from(
		{ length: classCount },
		(_, id) => model.flags(id) | (native.isHideable?.(id) ? HIDEABLE : 0),
	);
	return describe({ classCount, flags, native, stateCount: native.appended ? native.appended.ends.length + 1 : 0 });
}

/** How the kernel searches where every state must be the model's own, as for an explanation. */
export function planReplay(model: InternedModel): Transitions {
	const { classCount } = model;
	const flags = Int32Array.from({ length: classCount }, (_, id) => model.flags(id));
	const table = tableOf(model);
	const native = table === undefined ? registerSteps(model) : undefined;
	const stateCount = table === undefined ? 0 : table.length / Math.max(1, classCount);
	return describe({ classCount, flags, ...(table && { table }), ...(native && { native }), stateCount });
}

function describe(plan: Pick<Transitions, 'classCount' | 'flags' | 'table' | 'native' | 'stateCount'>): Transitions {
	const { classCount, flags, table, native, stateCount } = plan;
	return {
		...plan,
		isReadOnly: (id) => ((flags[id] as number) & READ_ONLY) !== 0,
		isBlind: (id) => ((flags[id] as number) & BLIND) !== 0,
		target: (id) => {
			if (table !== undefined) return targetIn(table, stateCount, classCount, id);
			return native && targetOf(native, id);
		},
	};
}

/** Every state that any order of any operations may reach, with what each class does in it; nothing if they are many. */
function tableOf(model: InternedModel): Int32Array | undefined {
	const { classCount } = model;
	const initial = model.stateId(model.model.initial);
	// States are numbered as they appear: the table has a row for each if the initial one is the first.
	if (initial !== 0 || classCount * 4 > TABLE_ENTRIES) return undefined;
	const rows: number[] = [];
	for (let state = 0; state < model.stateCount; state++) {
		if (state >= TABLE_STATES || (state + 1) * classCount > TABLE_ENTRIES) return undefined;
		for (let id = 0; id < classCount; id++) rows.push(model.step(state, id));
	}
	return Int32Array.from(rows);
}

function targetIn(table: Int32Array, stateCount: number, classCount: number, id: number): number | undefined {
	let target: number | undefined;
	for (let state = 0; state < stateCount; state++) {
		const next = table[state * classCount + id] as number;
		if (next === -1 || next === state) continue;
		if (target !== undefined && target !== next) return undefined;
		target = next;
	}
	return target;
}

/** Of a write and a cas. */
function targetOf({ rows }: NativeSteps, id: number): number | undefined {
	const kind = rows[3 * id];
	return kind === Kind.WRITE ? rows[3 * id + 1] : kind === Kind.CAS ? rows[3 * id + 2] : undefined;
}
