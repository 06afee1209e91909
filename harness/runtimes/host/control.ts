import type { MessageBody, NodeId } from '../../model/index.ts';
import type { ClockCondition, DiskCondition, DiskDamage } from '../conditions.ts';

/**
 * By how much longer than usual, in milliseconds, the links to these peers may be silent and still be alive: what is on its way
 * is delayed, and is not to be taken for lost. None to the others.
 */
export type Patience = Readonly<Record<NodeId, number>>;

/** What a host has to know when it starts: with `init`, before the program is made. */
export interface HostFaults {
	readonly clock?: ClockCondition;
	readonly disk?: DiskCondition;
	readonly patience?: Patience;
	/** Undoes earlier bit flips; before any new damage. */
	readonly repair?: boolean;
	readonly damages?: readonly DiskDamage[];
}

/** The controller to a host: make the node's clock, disk or patience so. Answered by `control_ok` once it is. */
export interface ControlBody extends MessageBody {
	readonly type: 'control';
	readonly clock?: ClockCondition;
	readonly disk?: DiskCondition;
	readonly patience?: Patience;
	/** Die now, with what was not synced half written. No answer. */
	readonly dieTorn?: true;
}
