import type { Anomaly } from '../../harness/model/index.ts';
import type { Evidence, Request, SettledRead } from './evidence.ts';
import type { ExactlyOnceOptions } from './options.ts';

/** So many anomalies of a kind are told one by one; the first ones say it all. */
const anomaliesMax = 20;

/** All that is wrong, one anomaly for each id at most. */
export function brokenRules(evidence: Evidence, options: ExactlyOnceOptions): readonly Anomaly[] {
	const effects = wrongEffects(evidence, options);
	return [
		...effects,
		// What is lost or doubled makes the total wrong as well: the cause says more than its consequence.
		...(effects.length > 0 ? [] : wrongTotals(evidence, options)),
		...negativeBalances(evidence, options),
		...notSettled(evidence, options),
	];
}

function wrongEffects({ requests, settled }: Evidence, { outcomes }: ExactlyOnceOptions): readonly Anomaly[] {
	const accused = new Set<string>();
	const counts = new Map<string, number>();
	const anomalies: Anomaly[] = [];
	for (const read of settled) {
		for (const id of new Set([...requests.keys(), ...read.effects.keys()])) {
			if (accused.has(id)) continue;
			const anomaly = wrongEffect(id, requests.get(id), read, outcomes);
			if (anomaly === undefined) continue;
			accused.add(id);
			const count = (counts.get(anomaly.type) ?? 0) + 1;
			counts.set(anomaly.type, count);
			if (count <= anomaliesMax) anomalies.push(anomaly);
		}
	}
	return anomalies;
}

/** What is wrong with one of the things that were asked for, as a settled read has found it. */
function wrongEffect(
	id: string,
	request: Request | undefined,
	read: SettledRead,
	outcomes: readonly (readonly string[])[],
): Anomaly | undefined {
	const effects = read.effects.get(id) ?? [];
	const name = request?.asked ?? id;
	const anomaly = (type: string, message: string): Anomaly => ({
		type,
		message,
		operations: request === undefined ? [read.invoked] : [request.invoked, read.invoked].sort((a, b) => a - b),
		details: { id, effects },
	});
	if (effects.length === 0) {
		const isDue = request?.promisedAt !== undefined && request.promisedAt < read.invoked;
		return isDue ? anomaly('lost-effect', `${name} was promised, but it had no effect at all.`) : undefined;
	}
	if (request === undefined || request.invoked > read.completed) {
		return anomaly('unexpected-effect', `Nobody has asked for ${name}, but it had the effects ${listed(effects)}.`);
	}
	if (!request.mayHappen) {
		return anomaly(
			'unexpected-effect',
			`The client was told that ${name} would never happen, but it had the effects ${listed(effects)}.`,
		);
	}
	const doubled = effects.find((effect) =>
		outcomes.every((outcome) => count(outcome, effect) < count(effects, effect)),
	);
	if (doubled !== undefined && outcomes.some((outcome) => outcome.includes(doubled))) {
		return anomaly('doubled-effect', `${name} had its effect ${doubled} ${count(effects, doubled)} times.`);
	}
	if (outcomes.some((outcome) => isWithin(effects, outcome) && isWithin(outcome, effects))) return undefined;
	const open = outcomes.filter((outcome) => isWithin(effects, outcome));
	if (open.length === 0) {
		return anomaly('contradictory-effects', `${name} had the effects ${listed(effects)}, which do not go together.`);
	}
	const missing = open.map((outcome) => listed(outcome.filter((effect) => !effects.includes(effect)))).join(', or ');
	return open[0] === outcomes[0]
		? anomaly('half-done', `${name} had the effects ${listed(effects)} alone. Missing: ${missing}.`)
		: anomaly(
				'uncompensated',
				`${name} had the effects ${listed(effects)}, and was not taken back. Missing: ${missing}.`,
			);
}

function listed(effects: readonly string[]): string {
	return effects.join(' and ');
}

function count(effects: readonly string[], effect: string): number {
	return effects.filter((other) => other === effect).length;
}

/** Whether each effect is among the others at least as often. */
function isWithin(effects: readonly string[], others: readonly string[]): boolean {
	return effects.every((effect) => count(effects, effect) <= count(others, effect));
}

function wrongTotals({ balances }: Evidence, { total }: ExactlyOnceOptions): readonly Anomaly[] {
	if (total === null) return [];
	const anomalies: Anomaly[] = [];
	for (const read of balances) {
		if (!read.isSettled) continue;
		const sum = Object.values(read.balances).reduce<number>((whole, balance) => whole + Number(balance), 0);
		if (sum === total) continue;
		anomalies.push({
			type: 'not-conserved',
			message: `When everything was settled the balances were ${JSON.stringify(read.balances)}: that is ${sum} in all, and it must be ${total}.`,
			operations: [read.invoked],
			details: { sum, total },
		});
	}
	return anomalies.slice(0, anomaliesMax);
}

function negativeBalances({ balances }: Evidence, { mayBeNegative }: ExactlyOnceOptions): readonly Anomaly[] {
	if (mayBeNegative) return [];
	const anomalies: Anomaly[] = [];
	for (const { f, invoked, balances: read } of balances) {
		const negative = Object.entries(read).find(([, balance]) => typeof balance === 'number' && balance < 0);
		if (negative === undefined || anomalies.length >= anomaliesMax) continue;
		const [account, balance] = negative;
		anomalies.push({
			type: 'negative-balance',
			message: `An operation \`${f}\` found ${account} with ${balance}.`,
			operations: [invoked],
			details: { account, balance },
		});
	}
	return anomalies;
}

/** The last word counts, and only when there was time enough. */
function notSettled(
	{ settled, unsettled, healedAt }: Evidence,
	{ settleMs, read }: ExactlyOnceOptions,
): readonly Anomaly[] {
	const last = unsettled.at(-1);
	if (last === undefined || last.invoked < (settled.at(-1)?.invoked ?? -1)) return [];
	const afterMs = (last.completedAt - healedAt) / 1e6;
	if (afterMs < settleMs) return [];
	return [
		{
			type: 'not-settled',
			message:
				`${(afterMs / 1000).toFixed(1)} s after everything was healed an operation \`${read}\` still found something under way: ${JSON.stringify(last.waitingFor)}. ` +
				`The bound is ${settleMs / 1000} s.`,
			operations: [last.invoked],
			details: { afterMs, settleMs, waitingFor: last.waitingFor },
		},
	];
}
