import { CRASHED } from '../operations.ts';
import { describeRow } from './describe-row.ts';
import { functionCodes } from './function-codes.ts';
import { withLocalIds } from './local-ids.ts';
import { illegal, type Monitor, NONE, ok, undecided } from './monitor.ts';

/** `generate`: no id twice. In any order, so that time does not matter: O(n). */
export const uniqueIdsMonitor: Monitor = {
	decide(table) {
		if (functionCodes(table, ['generate']) === undefined) return undecided('it has other operations than generate');
		return withLocalIds(table.values, (ids) => {
			const rowOf = new Int32Array(table.length).fill(NONE);
			for (let row = 0; row < table.length; row++) {
				if (table.completed[row] === CRASHED) continue;
				const id = ids.of(table.output[row] as number);
				const other = rowOf[id] as number;
				if (other === NONE) {
					rowOf[id] = row;
					continue;
				}
				const sentence = `${describeRow(table, other)} and ${describeRow(table, row)} got the same id.`;
				return illegal(() => ({ rows: [other, row], sentence }));
			}
			return ok;
		});
	},
};
