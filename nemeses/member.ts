/**
 * A change of who belongs to the cluster, asked of the system as an administrator would: a node leaves for a while, or is
 * replaced by a newcomer under its name. Majorities change with it, and whoever still counts by the old ones decides wrongly.
 */
import type { Nemesis } from '../harness/model/index.ts';
import { anyNemesis, nodeNemesis } from './target.ts';

export const memberRemove: Nemesis = nodeNemesis({
	name: 'member-remove',
	description: 'has a node leave the cluster, stops it, and has it added again later',
	kinds: ['member-remove'],
	choice: 'one',
	faultOn: (nodes) => ({ kind: 'member-remove', nodes }),
});

export const memberReplace: Nemesis = nodeNemesis({
	name: 'member-replace',
	description: 'has a node leave the cluster, wipes its disk, and has it added again as a newcomer',
	kinds: ['member-replace'],
	choice: 'one',
	faultOn: (nodes) => ({ kind: 'member-replace', nodes }),
});

export const anyMember: Nemesis = anyNemesis('member', 'removes, adds or replaces a node', [
	memberRemove,
	memberReplace,
]);

export const members: readonly Nemesis[] = [memberRemove, memberReplace, anyMember];
