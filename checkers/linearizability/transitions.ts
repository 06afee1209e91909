import { arithmeticOf } from './arithmetic.ts';
import { BLIND, type InternedModel, READ_ONLY } from './interned-model.ts';

/** How the kernel learns a model's transitions; see `kernel/assembly/transitions.ts`. */
export interface Transitions {
	readonly classCount: number;
	readonly flags: Int32Array;
	/** By state and class, row by row, all the states that there are; absent when they are too many. */
	readonly table?: Int32Array;
	/** States below this exist; 0 when nobody knows. */
	readonly stateCount: number;
	/** By class, three numbers; absent for models that the kernel does not know. */
	readonly arithmetic?: Int32Array;
	isReadOnly(classId: number): boolean;
	isBlind(classId: number): boolean;
	/** The one state that an operation of this class leaves wherever it changes anything; undefined if there is none. */
	target(classId: number): number | undefined;
}

/** A model with more states than this is no table. */
const TABLE_STATES = 40;
const TABLE_ENTRIES = 40_000;

/** To be made once all operations of the history are known to the model. */
export function planTransitions(model: InternedModel): Transitions {
	const { classCount } = model;
	const flags = Int32Array.from({ length: classCount }, (_, id) => model.flags(id));
	const table = tableOf(model);
	const arithmetic = table === undefined ? arithmeticOf(model) : undefined;
	const stateCount = table === undefined ? 0 : table.length / Math.max(1, classCount);
	return {
		classCount,
		flags,
		...(table && { table }),
		...(arithmetic && { arithmetic }),
		stateCount,
		isReadOnly: (id) => ((flags[id] as number) & READ_ONLY) !== 0,
		isBlind: (id) => ((flags[id] as number) & BLIND) !== 0,
		target: (id) => {
			if (table !== undefined) return targetIn(table, stateCount, classCount, id);
			return arithmetic && targetBy(arithmetic, id);
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
function targetBy(arithmetic: Int32Array, id: number): number | undefined {
	const kind = arithmetic[3 * id];
	return kind === 1 ? arithmetic[3 * id + 1] : kind === 2 ? arithmetic[3 * id + 2] : undefined;
}
