import { describe, expect, it } from 'vitest';
import type { KvCommand, KvOperation } from './messages.ts';
import { sessionExpired } from './messages.ts';
import { StateMachine } from './state-machine.ts';

const write = (key: string, value: number): KvOperation => ({ f: 'write', key, value });
const cas = (key: string, from: number, to: number): KvOperation => ({ f: 'cas', key, from, to });
const command = (operation: KvOperation, session = 0, sequence = 0): KvCommand => ({
	kind: 'operation',
	operation,
	session,
	sequence,
});

describe('StateMachine', () => {
	it('answers as the lin-kv service of Maelstrom does', () => {
		const machine = new StateMachine(10);
		expect(machine.read('x')).toMatchObject({ type: 'error', code: 20 });
		expect(machine.apply(1, command(cas('x', 1, 2)))).toMatchObject({ type: 'error', code: 20 });
		expect(machine.apply(2, command(write('x', 1)))).toEqual({ type: 'write_ok' });
		expect(machine.apply(3, command(cas('x', 2, 3)))).toMatchObject({ type: 'error', code: 22 });
		expect(machine.apply(4, command(cas('x', 1, 2)))).toEqual({ type: 'cas_ok' });
		expect(machine.read('x')).toEqual({ type: 'read_ok', value: 2 });
		expect(machine.apply(5, { kind: 'no-op' })).toBeNull();
	});

	it('tells the keys 1 and "1" apart, and compares values by what is in them', () => {
		const machine = new StateMachine(10);
		machine.apply(1, command({ f: 'write', key: 1, value: { a: [1] } }));
		expect(machine.read('1')).toMatchObject({ code: 20 });
		expect(machine.apply(2, command({ f: 'cas', key: 1, from: { a: [1] }, to: null }))).toEqual({ type: 'cas_ok' });
		expect(machine.read(1)).toEqual({ type: 'read_ok', value: null });
	});

	it('executes a command of a session once', () => {
		const machine = new StateMachine(10);
		expect(machine.apply(7, { kind: 'register-client' })).toEqual({ type: 'register_client_ok', session: 7 });
		machine.apply(8, command(write('x', 1), 7, 1));
		machine.apply(9, command(write('x', 2)));
		expect(machine.apply(10, command(write('x', 1), 7, 1))).toEqual({ type: 'write_ok' });
		expect(machine.read('x')).toEqual({ type: 'read_ok', value: 2 });
		expect(machine.responseTo(7, 1)).toEqual({ type: 'write_ok' });
		expect(machine.responseTo(7, 2)).toBeUndefined();
	});

	it('never executes a command that was overtaken by a later one of its session', () => {
		const machine = new StateMachine(10);
		machine.apply(1, { kind: 'register-client' });
		machine.apply(2, command(write('x', 2), 1, 2));
		expect(machine.apply(3, command(write('x', 1), 1, 1))).toMatchObject({ type: 'error', code: 13 });
		expect(machine.read('x')).toEqual({ type: 'read_ok', value: 2 });
	});

	it('expires the least recently used session, and executes nothing for it', () => {
		const machine = new StateMachine(2);
		machine.apply(1, { kind: 'register-client' });
		machine.apply(2, { kind: 'register-client' });
		machine.apply(3, command(write('x', 1), 1, 1));
		machine.apply(4, { kind: 'register-client' });
		expect(machine.apply(5, command(write('x', 2), 2, 1))).toMatchObject({ type: 'error', code: sessionExpired });
		expect(machine.apply(6, command(write('x', 3), 1, 2))).toEqual({ type: 'write_ok' });
		expect(machine.read('x')).toEqual({ type: 'read_ok', value: 3 });
	});

	it('goes on from a snapshot as it would have without: registers, sessions, and the order in which they expire', () => {
		const original = new StateMachine(2);
		original.apply(1, { kind: 'register-client' });
		original.apply(2, { kind: 'register-client' });
		original.apply(3, command(write('x', 1), 1, 1));
		const restored = new StateMachine(2);
		restored.restore(JSON.parse(JSON.stringify(original.snapshot())));
		for (const machine of [original, restored]) {
			expect(machine.apply(4, command(write('x', 9), 1, 1))).toEqual({ type: 'write_ok' });
			expect(machine.read('x')).toEqual({ type: 'read_ok', value: 1 });
			machine.apply(5, { kind: 'register-client' });
			expect(machine.apply(6, command(write('y', 1), 2, 1))).toMatchObject({ code: sessionExpired });
		}
		expect(restored.snapshot()).toEqual(original.snapshot());
	});
});
