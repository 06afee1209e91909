import type { RunRecord } from '../../../harness/model/index.ts';
import { faultSpans } from '../../fault-spans.ts';
import type { ClockData } from '../report-data.ts';
import { byName } from '../trace/trace-row.ts';
import { clockLine } from './clock-line.ts';
import type { ClockSetting } from './clock-setting.ts';
import { settingsOfFaults } from './settings-of-faults.ts';

/**
 * The clocks that were off in a run; `null` where none was.
 *
 * @param traced what the whole trace says of them; without one they are reckoned from the faults
 * @param end of the run, in nanoseconds
 */
export function collectClocks(
	{ faults, options }: RunRecord,
	traced: readonly ClockSetting[] | undefined,
	end: number,
): ClockData | null {
	const settings = traced ?? settingsOfFaults(faultSpans(faults), end);
	const byNode = new Map<string, ClockSetting[]>();
	for (const setting of settings) {
		const own = byNode.get(setting.node);
		if (own === undefined) byNode.set(setting.node, [setting]);
		else own.push(setting);
	}
	const nodes = [...byNode].sort(([a], [b]) => byName(a, b)).flatMap(([node, own]) => clockLine(node, own, end) ?? []);
	if (nodes.length === 0) return null;
	return { source: traced === undefined ? 'faults' : options.runtime === 'sim' ? 'clock' : 'told', nodes };
}
