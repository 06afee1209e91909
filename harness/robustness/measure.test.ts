import { describe, expect, it } from 'vitest';
import { type Fault, type FaultEvent, History, type TestOptions, type Verdict } from '../model/index.ts';
import { measure, type ObservedRun } from './measure.ts';
import type { Sighting } from './probe.ts';

const ms = 1e6;
const plannedMs = { fault: 10_000, healing: 20_000, end: 30_000 };
const options = { nodeCount: 3 } as TestOptions;
const crash: Fault = { kind: 'crash', nodes: ['n1'] };

function lasting(fault: Fault): readonly FaultEvent[] {
	return [
		{ time: 10_000 * ms, type: 'inject', id: 0, nemesis: 'fault', fault },
		{ time: 20_000 * ms, type: 'heal', id: 0, nemesis: 'fault', fault },
	];
}

/** An operation every 10 ms, by ten processes in turn; `fate` says how long one takes, or that it does not end. */
function observe(
	fate: (beginsMs: number) => number | null,
	more: Partial<ObservedRun> = {},
	fault = crash,
): ObservedRun {
	const events: { readonly time: number; readonly process: number; readonly type: 'invoke' | 'ok' | 'info' }[] = [];
	let retired = 0;
	for (let i = 0; i < 3000; i++) {
		const begins = i * 10;
		const takes = fate(begins);
		const process = takes === null ? 1000 + retired++ : i % 10;
		events.push({ time: begins * ms, process, type: 'invoke' });
		const ends = begins + (takes ?? 5000);
		if (ends < 30_000) events.push({ time: ends * ms, process, type: takes === null ? 'info' : 'ok' });
	}
	events.sort((a, b) => a.time - b.time || (a.type === 'invoke' ? 1 : -1));
	const history = History.of(events.map((event) => ({ ...event, f: 'read', value: null })));
	const verdict = { operations: history.count(), checkers: {} } as unknown as Verdict;
	return { run: { options, history, faults: lasting(fault), verdict }, sightings: [], usage: null, plannedMs, ...more };
}

const steady = 4;

describe('the measure of a run', () => {
	it('finds nothing worth telling where nothing suffers', () => {
		const measured = measure(observe(() => steady));
		expect(measured.throughputBefore).toBeCloseTo(100, 0);
		expect(measured.throughputDuring).toBeCloseTo(100, 0);
		expect(measured).toMatchObject({
			latencyP50Before: steady,
			latencyP99During: steady,
			operationsAvailable: 100,
			windowsAvailable: 100,
			recovery: 0,
			unknownOutcomes: 0,
		});
	});

	it('tells an outage, and when it was over', () => {
		// Nothing from the fault until 2.5 s after the healing: from 22.4 s on nine of ten operations of a second succeed.
		const measured = measure(observe((begins) => (begins >= 10_000 && begins < 22_500 ? null : steady)));
		expect(measured.throughputBefore).toBeCloseTo(100, 0);
		expect(measured).toMatchObject({ operationsAvailable: 0, throughputDuring: 0, recovery: 2400 });
		expect(measured.windowsAvailable).toBe(0);
		expect(measured.latencyP50During).toBeNull();
		expect(measured.unknownOutcomes).toBeGreaterThan(1000);
	});

	it('calls a cluster that does not come back by its name', () => {
		expect(measure(observe((begins) => (begins >= 10_000 ? null : steady)))).toMatchObject({ recovery: null });
	});

	it('tells the two kinds of availability from each other', () => {
		// One operation in five succeeds: in every window two of ten do.
		const measured = measure(
			observe((begins) => (begins >= 10_000 && begins < 20_000 && begins % 50 > 0 ? null : steady)),
		);
		expect(measured).toMatchObject({ operationsAvailable: 20, windowsAvailable: 100 });
	});

	it('tells what a fault does to latencies', () => {
		const measured = measure(observe((begins) => (begins >= 10_000 && begins < 20_000 ? 60 : steady)));
		expect(measured).toMatchObject({ latencyP50Before: steady, latencyP50During: 60, latencyP50After: steady });
	});

	describe('of who leads', () => {
		const seen = (time: number, node: string | null, number = 1): Sighting => ({
			time: time * ms,
			primary: node === null ? null : { node, number },
			work: null,
		});

		it('counts from the blow to the next leader', () => {
			const sightings = [seen(9950, 'n1'), seen(10_050, null), seen(10_250, 'n2', 2), seen(10_300, 'n2', 2)];
			expect(measure(observe(() => steady, { sightings })).newPrimary).toBe(250);
		});

		it('takes the same node in a new term for another leader', () => {
			const sightings = [seen(9950, 'n1', 3), seen(10_100, 'n1', 3), seen(10_400, 'n1', 4)];
			expect(measure(observe(() => steady, { sightings })).newPrimary).toBe(400);
		});

		it('says never, and nothing where somebody else was struck', () => {
			expect(measure(observe(() => steady, { sightings: [seen(9950, 'n1')] })).newPrimary).toBeNull();
			expect(measure(observe(() => steady, { sightings: [seen(9950, 'n3')] }))).not.toHaveProperty('newPrimary');
		});
	});

	it.each([
		['is cut off from all others', true, ['n2>n1', 'n3>n1', 'n1>n2', 'n1>n3']],
		['hears others, and is not heard', true, ['n1>n2', 'n1>n3']],
		['is in touch with a majority', false, ['n2>n1', 'n1>n2']],
	] as const)('asks for a new leader where the old one %s: %s', (_, asks, links) => {
		const cut = links.map((link) => ({ from: link.slice(0, 2), to: link.slice(3) }));
		const sightings = [{ time: 9990 * ms, primary: { node: 'n1', number: 1 }, work: null }];
		const measured = measure(observe(() => steady, { sightings }, { kind: 'cut', links: cut }));
		expect('newPrimary' in measured).toBe(asks);
	});

	it('counts what it took, and what was done again', () => {
		const given = (node: string, number: number, tasks: number, attempts: number): Sighting => ({
			time: 0,
			primary: { node, number },
			work: { tasks, attempts },
		});
		const sightings = [given('n1', 1, 4, 3), given('n1', 1, 8, 8), given('n1', 2, 8, 0), given('n1', 2, 8, 3)];
		const measured = measure(observe(() => steady, { sightings, usage: { messages: 30_000, syncs: 6000 } }));
		expect(measured).toMatchObject({ messagesPerOperation: 10, syncsPerOperation: 2, tasksDoneAgain: 3 });
	});
});
