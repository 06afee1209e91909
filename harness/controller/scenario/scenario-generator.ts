import { clients, nemesis, once, phases, sleepMs } from '../../generator/index.ts';
import type { Fault, Generator, Nemesis, Scenario, ScenarioFault, ScenarioOperation } from '../../model/index.ts';
import { type Appointment, relativeTimetable, timetable } from './timetable.ts';

/**
 * The course of a run that follows a scenario. When all faults are healed and all operations have ended, and `recoveryMs`
 * after the last healing at the earliest, the final operations are done.
 */
export function scenarioGenerator(scenario: Scenario, recoveryMs: number): Generator {
	const { operations, finalOperations, faults, endMs } = scenario;
	const healedMs = lastHealing(faults);
	const healsInTime = Number.isFinite(healedMs);
	const mustRecover = finalOperations.length > 0 && faults.length > 0;
	const main = timetable(
		[
			...operations.map(ofClient),
			...ofNemesis(faults),
			...(healsInTime && faults.length > 0 ? [healAllAt(healedMs)] : []),
		],
		nanosOf(healsInTime && mustRecover ? Math.max(endMs, healedMs + recoveryMs) : endMs),
	);
	const recovery = mustRecover ? [sleepMs(recoveryMs)] : [];
	return phases(
		main,
		...(healsInTime ? [] : [nemesis(once({ f: 'heal-all', value: '' })), ...recovery]),
		clients(relativeTimetable(finalOperations.map(ofClient))),
	);
}

/** In milliseconds; `Infinity` when something is healed only in the end. */
function lastHealing(faults: readonly ScenarioFault[]): number {
	return Math.max(0, ...faults.map(({ untilMs }) => untilMs ?? Number.POSITIVE_INFINITY));
}

/** For each fault of a scenario a nemesis that knows no other. */
export function scenarioNemeses({ faults }: Scenario): readonly Nemesis[] {
	return faults.map(({ fault }, index) => nemesisOf(nameOf(index), fault));
}

function nemesisOf(name: string, fault: Fault): Nemesis {
	return { name, description: `injects ${JSON.stringify(fault)}`, kinds: [fault.kind], choose: () => fault };
}

const nameOf = (index: number): string => `fault-${index + 1}`;

function ofClient({ atMs, client, f, key, value }: ScenarioOperation): Appointment {
	return { thread: client, at: nanosOf(atMs), invocation: key === undefined ? { f, value } : { f, key, value } };
}

function ofNemesis(faults: readonly ScenarioFault[]): Appointment[] {
	return faults.flatMap(({ atMs, untilMs }, index) => [
		order(atMs, 'inject', nameOf(index)),
		...(untilMs === undefined ? [] : [order(Math.max(atMs, untilMs), 'heal', nameOf(index))]),
	]);
}

function healAllAt(ms: number): Appointment {
	return order(ms, 'heal-all', '');
}

function order(ms: number, f: string, value: string): Appointment {
	return { thread: 'nemesis', at: nanosOf(ms), invocation: { f, value } };
}

function nanosOf(ms: number): number {
	return Math.round(ms * 1e6);
}
