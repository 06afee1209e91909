import type { History, JsonValue, Operation } from '../../harness/model/index.ts';
import { canonical } from '../linearizability/canonical.ts';

/** In `readsFrom`: the operation returned the value that its register had in the beginning. */
export const initialWrite = -1;
/** In `readsFrom`: the operation reads nothing. */
export const noRead = -2;

/**
 * A history of registers in which every value was written once, so that each read names the write that it returned: the
 * differentiated histories of Bouajjani, Enea, Guerraoui and Hamza (POPL 2017). A successful cas reads and writes at once.
 *
 * Only what may be observed is left: no operation that failed, no crashed read, and a crashed write only where its value was
 * returned. Deleting the other crashed writes changes no verdict, for they may never have happened, and nobody saw them.
 *
 * Operations are numbered from 0 in the order of their invocations; everything else is columns over these numbers.
 */
export interface RegisterHistory {
	readonly operations: readonly Operation[];
	/** Processes, numbered from 0, and for each its operations in order. */
	readonly sessions: readonly (readonly number[])[];
	readonly session: Int32Array;
	/** How many operations of its session come before it. */
	readonly position: Int32Array;
	readonly key: Int32Array;
	/** For each key its operations in the order of their invocations. */
	readonly keys: readonly (readonly number[])[];
	/** The write whose value was read, `initialWrite`, or `noRead`. */
	readonly readsFrom: Int32Array;
	/** 1 for a write and for a cas. */
	readonly writes: Uint8Array;
}

/** Either the history, or why its levels cannot be told, or a read of what nobody wrote, which no level allows. */
export type Prepared =
	| { readonly kind: 'history'; readonly history: RegisterHistory }
	| { readonly kind: 'not-decided'; readonly reason: string }
	| { readonly kind: 'thin-air'; readonly read: Operation; readonly failedWrite: Operation | undefined };

export interface PrepareOptions {
	/** What every register holds in the beginning. */
	readonly initial: JsonValue;
	/** Functions to look at, where a history has others. */
	readonly only?: readonly string[];
}

/** What one operation does to its register. */
interface Access {
	readonly source: Operation;
	readonly key: string;
	/** Canonical texts; undefined for a register that was never written, which some clients call nil and some "". */
	readonly read?: string | undefined;
	readonly written?: string;
}

/** Reads a history as one of registers, if it is one, and if no value was written twice to a register. */
export function prepare(history: History, { initial, only }: PrepareOptions): Prepared {
	const accesses: Access[] = [];
	const failed: Access[] = [];
	for (const source of history.operations()) {
		if (only?.includes(source.f) === false) continue;
		const access = accessOf(source, initial);
		if (typeof access === 'string') return { kind: 'not-decided', reason: access };
		(source.type === 'fail' ? failed : accesses).push(access);
	}
	const writers = writersOf(accesses, initial);
	if (typeof writers === 'string') return { kind: 'not-decided', reason: writers };
	const observed = observedAmong(accesses, writers);
	for (const { source, key, read } of observed) {
		if (read === undefined || writers.has(nameOf(key, read))) continue;
		const failedWrite = failed.find((other) => other.key === key && other.written === read)?.source;
		return { kind: 'thin-air', read: source, failedWrite };
	}
	return { kind: 'history', history: columnsOf(observed, writers) };
}

function accessOf(source: Operation, initial: JsonValue): Access | string {
	const { f, input, output, type } = source;
	const key = source.key === undefined ? '' : canonical(source.key);
	const textOf = (value: JsonValue) => {
		const unwritten = canonical(value) === canonical(initial) || (f === 'get' && initial === null && value === '');
		return unwritten ? undefined : canonical(value);
	};
	switch (f) {
		case 'read':
		case 'get':
			return { source, key, ...(type === 'ok' && { read: textOf(output) }) };
		case 'write':
		case 'put':
			return { source, key, written: canonical(input) };
		case 'cas': {
			if (!Array.isArray(input) || input.length !== 2) return 'a cas without a pair [old, new]';
			return { source, key, read: textOf(input[0] as JsonValue), written: canonical(input[1]) };
		}
		case 'append':
			return 'an append does not say what it was appended to';
		default:
			return `${f} is no operation of a register`;
	}
}

/** Which access wrote a value; a sentence when a value has two writers, so that nobody knows which of them a read returned. */
function writersOf(accesses: readonly Access[], initial: JsonValue): Map<string, Access> | string {
	const writers = new Map<string, Access>();
	const beginning = canonical(initial);
	for (const access of accesses) {
		const { key, written } = access;
		if (written === undefined) continue;
		const name = nameOf(key, written);
		const where = key === '' ? '' : ` to ${key}`;
		if (writers.has(name)) return `values repeat: ${written} was written${where} more than once`;
		if (written === beginning) return `values repeat: ${written} was written${where}, and was there in the beginning`;
		writers.set(name, access);
	}
	return writers;
}

/** Everything that completed, and whatever crashed and was seen by it, directly or through others that crashed. */
function observedAmong(accesses: readonly Access[], writers: ReadonlyMap<string, Access>): Access[] {
	const seen = new Set<Access>();
	const left = accesses.filter(({ source }) => source.type === 'ok');
	for (let access = left.pop(); access !== undefined; access = left.pop()) {
		if (seen.has(access)) continue;
		seen.add(access);
		const writer = access.read === undefined ? undefined : writers.get(nameOf(access.key, access.read));
		if (writer !== undefined) left.push(writer);
	}
	return accesses.filter((access) => seen.has(access));
}

function nameOf(key: string, value: string): string {
	return `${key}\n${value}`;
}

function columnsOf(accesses: readonly Access[], writers: ReadonlyMap<string, Access>): RegisterHistory {
	const count = accesses.length;
	const numbers = new Map(accesses.map((access, i) => [access, i]));
	const columns = {
		operations: accesses.map(({ source }) => source),
		session: new Int32Array(count),
		position: new Int32Array(count),
		key: new Int32Array(count),
		readsFrom: new Int32Array(count).fill(noRead),
		writes: new Uint8Array(count),
	};
	const sessions = new Groups<number>();
	const keys = new Groups<string>();
	for (const [i, access] of accesses.entries()) {
		const { source, key, read, written } = access;
		[columns.session[i], columns.position[i]] = sessions.add(source.process, i);
		[columns.key[i]] = keys.add(key, i);
		columns.writes[i] = written === undefined ? 0 : 1;
		if (!('read' in access)) continue;
		const writer = read === undefined ? undefined : writers.get(nameOf(key, read));
		columns.readsFrom[i] = writer === undefined ? initialWrite : (numbers.get(writer) as number);
	}
	return { ...columns, sessions: sessions.members, keys: keys.members };
}

/** Numbers groups in the order in which they come up, and collects their members. */
class Groups<Name> {
	readonly members: number[][] = [];
	readonly #numbers = new Map<Name, number>();

	/** The group's number, and how many members it had. */
	add(name: Name, member: number): readonly [group: number, position: number] {
		let group = this.#numbers.get(name);
		if (group === undefined) {
			group = this.members.length;
			this.#numbers.set(name, group);
			this.members.push([]);
		}
		const members = this.members[group] as number[];
		members.push(member);
		return [group, members.length - 1];
	}
}
