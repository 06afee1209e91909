import { Kind, type NativeStates } from './native/native-steps.ts';
import { BLIND, READ_ONLY } from './operation-flags.ts';

/** How the kernel learns a model's transitions, as plain data; see `kernel/assembly/transitions.ts`. */
export interface TransitionData {
	readonly classCount: number;
	/** By class: what is known of its operations; see `operation-flags.ts`. */
	readonly flags: Int32Array;
	/** By state and class, row by row, all the states that there are; absent when they are too many. */
	readonly table?: Int32Array;
	/** States below this exist, and all that matter are below it; 0 when nobody knows. */
	readonly stateCount: number;
	/** By class, a native step; absent for models that the kernel does not know, and where there is a table. */
	readonly rows?: Int32Array;
	/** Of models whose state only grows; see `kernel/assembly/appended.ts`. */
	readonly appended?: {
		/** By state: the first one after it that does not continue it. The sink comes after the last. */
		readonly ends: Int32Array;
		readonly pairs: Int32Array;
	};
}

/** The same, and what it says. */
export interface Transitions extends TransitionData {
	/** Where the kernel numbers states in its own way; else they are those of the `InternedModel`. */
	readonly states?: NativeStates;
	isReadOnly(classId: number): boolean;
	isBlind(classId: number): boolean;
	/** The one state that an operation of this class leaves wherever it changes anything; undefined if there is none. */
	target(classId: number): number | undefined;
}

export function transitionsOf(data: TransitionData, states?: NativeStates): Transitions {
	const { classCount, flags, table, rows, stateCount } = data;
	return {
		...data,
		...(states && { states }),
		isReadOnly: (id) => ((flags[id] as number) & READ_ONLY) !== 0,
		isBlind: (id) => ((flags[id] as number) & BLIND) !== 0,
		target: (id) => {
			if (table !== undefined) return targetIn(table, stateCount, classCount, id);
			return rows && targetOf(rows, id);
		},
	};
}

/** Without what cannot be sent to another thread. */
export function dataOf({ classCount, flags, table, stateCount, rows, appended }: TransitionData): TransitionData {
	return {
		classCount,
		flags,
		stateCount,
		...(table && { table }),
		...(rows && { rows }),
		...(appended && { appended }),
	};
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
function targetOf(rows: Int32Array, id: number): number | undefined {
	const kind = rows[3 * id];
	return kind === Kind.WRITE ? rows[3 * id + 1] : kind === Kind.CAS ? rows[3 * id + 2] : undefined;
}
