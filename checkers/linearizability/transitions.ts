import type { InternedModel } from './interned-model.ts';
import { type NativeSteps, nativeStepsOf } from './native/native-steps.ts';
import { registerSteps } from './native/registers.ts';
import { HIDEABLE } from './operation-flags.ts';
import { type Transitions, transitionsOf } from './transition-data.ts';

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
	const { rows, states, appended } = native;
	const stateCount = appended ? appended.ends.length + 1 : 0;
	const flags = flagsOf(model, native);
	return transitionsOf(
		{ classCount: model.classCount, flags, stateCount, rows, ...(appended && { appended }) },
		states,
	);
}

/** How the kernel searches where every state must be the model's own, as for an explanation. */
export function planReplay(model: InternedModel): Transitions {
	const { classCount } = model;
	const flags = flagsOf(model);
	const table = tableOf(model);
	if (table !== undefined) {
		return transitionsOf({ classCount, flags, table, stateCount: table.length / Math.max(1, classCount) });
	}
	const rows = registerSteps(model)?.rows;
	return transitionsOf({ classCount, flags, stateCount: 0, ...(rows && { rows }) });
}

function flagsOf(model: InternedModel, native?: NativeSteps): Int32Array {
	const hideable = (id: number) => (native?.isHideable?.(id) === true ? HIDEABLE : 0);
	return Int32Array.from({ length: model.classCount }, (_, id) => model.flags(id) | hideable(id));
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
