import { describe, expect, it } from 'vitest';
import { invariants } from './invariants.ts';
import type { ParticipantEvent } from './participant.ts';

const abort: ParticipantEvent = { kind: 'abort', tx: '1.1' };
const yes: ParticipantEvent = { kind: 'yes', tx: '1.1', participants: ['n2'] };
const commit: ParticipantEvent = { kind: 'commit', tx: '1.1' };

/** What the invariant `agreement` says, life after life. */
function judge(...lives: readonly (readonly [node: string, ...history: ParticipantEvent[]])[]): string | undefined {
	const agreement = invariants.find(({ name }) => name === 'agreement');
	const watch = agreement?.watch();
	for (const [node, ...history] of lives) {
		const broken = watch?.afterEvent(node, {}, { history });
		if (broken !== undefined) return broken;
	}
	return undefined;
}

describe('agreement', () => {
	it('is broken by a commit of what somebody else has aborted, and by an abort of what was committed', () => {
		expect(judge(['n2', yes, commit], ['n3', abort])).toBe('n2 commits 1.1, which n3 has aborted');
		expect(judge(['n3', abort], ['n2', yes, commit])).toBe('n2 commits 1.1, which n3 has aborted');
	});

	it('lets a participant that died before it voted forget that it has aborted, and take part anew', () => {
		expect(judge(['n2', abort], ['n2', yes, commit], ['n3', yes, commit])).toBeUndefined();
	});

	it('holds it to an abort that its log has kept, and to every commit', () => {
		expect(judge(['n2', abort], ['n2', abort, yes, commit])).toBe('n2 commits 1.1, which n2 has aborted');
		expect(judge(['n2', yes, commit], ['n2', abort])).toBe('n2 commits 1.1, which n2 has aborted');
	});

	it('keeps what others have aborted when one forgets it', () => {
		expect(judge(['n2', abort], ['n3', abort], ['n2', yes, commit])).toBe('n2 commits 1.1, which n3 has aborted');
	});
});
