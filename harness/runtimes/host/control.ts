import type { MessageBody } from '../../model/index.ts';
import type { ClockCondition, DiskCondition, DiskDamage } from '../conditions.ts';

/** What a host has to know when it starts: with `init`, before the program is made. */
export interface HostFaults {
	readonly clock?: ClockCondition;
	readonly disk?: DiskCondition;
	/** Undoes earlier bit flips; before any new damage. */
	readonly repair?: boolean;
	readonly damages?: readonly DiskDamage[];
}

/** The controller to a host: make the node's clock or disk so. Answered by `control_ok` once it is. */
export interface ControlBody extends MessageBody {
	readonly type: 'control';
	readonly clock?: ClockCondition;
	readonly disk?: DiskCondition;
	/** Die now, with what was not synced half written. No answer. */
	readonly dieTorn?: true;
}
