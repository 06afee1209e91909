import { describe, expect, it } from 'vitest';
import { parseScript } from './parse-script.ts';

describe('parseScript', () => {
	it('reads times, nodes and durations', () => {
		expect(parseScript('at 5s cut n1 from n2,n3; at 9s heal')).toEqual([
			{
				timing: { kind: 'at', ms: 5_000 },
				action: { kind: 'cut', from: ['n1'], to: ['n2', 'n3'], both: true, forMs: undefined },
				text: 'at 5s cut n1 from n2,n3',
				position: 'line 1, column 1',
			},
			{
				timing: { kind: 'at', ms: 9_000 },
				action: { kind: 'heal', what: undefined },
				text: 'at 9s heal',
				position: 'line 1, column 26',
			},
		]);
	});

	const actions: [string, object][] = [
		['at 1s cut n1 -> n2+n3 for 500ms', { kind: 'cut', from: ['n1'], to: ['n2', 'n3'], both: false, forMs: 500 }],
		['at 1s cut primary from others', { kind: 'cut', from: 'primary', to: 'all', both: true }],
		['at 1.5m crash majority for 2s', { kind: 'nemesis', name: 'crash', target: 'majority', forMs: 2_000 }],
		['at 1s clock-step n2', { kind: 'nemesis', name: 'clock-step', target: ['n2'], forMs: undefined }],
		['at 1s partition-ring', { kind: 'nemesis', name: 'partition-ring', target: undefined }],
		['at 1s heal crash', { kind: 'heal', what: 'crash' }],
		['at 1s heal all', { kind: 'heal', what: undefined }],
	];
	it.each(actions)('%s', (text, action) => {
		expect(parseScript(text)[0]?.action).toMatchObject(action);
	});

	const events: [string, object, boolean, string | undefined][] = [
		['when n becomes leader: pause it for 2s', { kind: 'becomes', node: undefined, role: 'leader' }, false, 'it'],
		['when a node becomes leader: pause it for 2s', { kind: 'becomes', node: undefined, role: 'leader' }, false, 'it'],
		['once when n3 becomes coordinator: pause it for 2s', { kind: 'becomes', node: 'n3' }, true, 'it'],
		['when prepare is sent: crash the sender for 1s', { kind: 'sent', type: 'prepare' }, false, 'sender'],
		[
			'when prepare is sent by n1 to n2: crash receiver for 1s',
			{ kind: 'sent', type: 'prepare', from: 'n1', to: 'n2' },
			false,
			'receiver',
		],
		[
			'when request_vote arrives at n2: crash n1 for 1s',
			{ kind: 'arrives', type: 'request_vote', to: 'n2' },
			false,
			undefined,
		],
		[
			'when snapshotIndex of n2 changes: crash it for 1s',
			{ kind: 'changes', node: 'n2', field: 'snapshotIndex' },
			false,
			'it',
		],
		['when snapshotIndex changes: crash it for 1s', { kind: 'changes', node: undefined }, false, 'it'],
	];
	it.each(events)('%s', (text, event, once, target) => {
		const [statement] = parseScript(text);
		expect(statement?.timing).toMatchObject({ kind: 'when', once, event });
		if (target !== undefined) expect(statement?.action).toMatchObject({ target });
	});

	it('takes lines, comments and blank lines', () => {
		const script = parseScript('\n# calm at first\nat 1s crash n1 for 1s # then not\n\nevery 10s pause one for 1s\n');
		expect(script.map(({ text, position }) => `${position}: ${text}`)).toEqual([
			'line 3, column 1: at 1s crash n1 for 1s',
			'line 5, column 1: every 10s pause one for 1s',
		]);
	});

	const wrong: [string, string][] = [
		['', 'The schedule is empty'],
		['at 5 crash n1', 'line 1, column 4: expected a time like 500ms, 5s or 2m, got `5`'],
		['at 5s', 'line 1, column 6: expected what to do: `heal`, `cut`, or the name of a nemesis, got the end'],
		[
			'at 1s heal\nevry 5s crash one',
			'line 2, column 1: expected `at`, `every`, `when` or `once when`, got `evry`. Did you mean `every`?',
		],
		['at 5s cut n1 fron n2', 'line 1, column 14: expected `from` or `->`, got `fron`. Did you mean `from`?'],
		[
			'at 5s crash mayority',
			'line 1, column 13: expected one of one, minority, majority, primary, all, or nodes like n1,n3, got `mayority`',
		],
		[
			'at 5s crash it',
			'line 1, column 13: expected one of one, minority, majority, primary, all, or nodes like n1,n3, got `it`',
		],
		['when prepare is sent: crash it for 1s', 'sender, receiver, or nodes like n1,n3, got `it`'],
		['when n becomes leader pause it', 'line 1, column 23: expected `:` and what to do then, got `pause`'],
		[
			'when x becomes leader: pause it for 1s',
			'line 1, column 6: expected `a node` or a node like n1 before `becomes`, got `x`',
		],
		['at 5s cut n1,n2 from n2', 'line 1, column 22: expected other nodes than those that are cut off, got `n2` again'],
		['every 5s crash one', 'line 1, column 1: expected what comes again to end, as in `… for 2s`'],
		['every 5s crash one for 6s', 'expected it to last less than its period of 5000 ms, got 6000 ms'],
		['at 5s crash n1 & n2', 'line 1, column 16: expected a word, a time, or one of ; : , + ->, got `&`'],
		['at 5s crash n1 n2', 'line 1, column 16: expected `;` or the end of the line, got `n2`'],
	];
	it.each(wrong)('%j is wrong', (text, message) => {
		expect(() => parseScript(text)).toThrow(message);
		expect(() => parseScript(text)).toThrow(expect.objectContaining({ name: 'UsageError' }));
	});
});
