import { inconsistent, type Model, unknownOperation } from '../model.ts';
import { mutexMonitor } from '../polynomial/mutex.ts';

/** A lock: `acquire` works when nobody holds it, `release` when somebody does. Free at first. */
export const mutex: Model<boolean> = {
	name: 'mutex',
	description: 'a lock with acquire and release; free at first',
	initial: false,
	step(held, { f, ...operation }) {
		if (f !== 'acquire' && f !== 'release') {
			throw unknownOperation('mutex', ['acquire', 'release'], { f, ...operation });
		}
		return held === (f === 'acquire') ? inconsistent : !held;
	},
	polynomial: mutexMonitor,
	describe: (held) => (held ? 'held' : 'free'),
};
