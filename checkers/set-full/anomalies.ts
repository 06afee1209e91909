import type { Anomaly, JsonValue, Operation } from '../../harness/model/index.ts';
import type { Element } from './elements.ts';

export function lostElement(element: Element): Anomaly {
	const { add, known, lastPresent, lastAbsent } = element;
	const seen = lastPresent === undefined ? 'was never seen' : `was last seen by process ${lastPresent.process}`;
	return anomaly('lost-element', element, [add, lastPresent, lastAbsent], {
		message:
			`${name(element)} was there at ${seconds(known?.at)}, ${seen}, and was gone when process ` +
			`${lastAbsent?.process} read at ${seconds(lastAbsent?.invokedAt)}; no later read shows it.`,
	});
}

export function staleElement(element: Element, latency: number): Anomaly {
	const { add, known, lastPresent, lastAbsent } = element;
	return anomaly('stale-element', element, [add, lastAbsent, lastPresent], {
		message:
			`${name(element)} was there at ${seconds(known?.at)}, and a read by process ${lastAbsent?.process} that began ` +
			`${latency / 1e6} ms later did not show it; later reads do.`,
	});
}

export function duplicatedElement(element: Element): Anomaly {
	const { read, times } = element.duplicate as NonNullable<Element['duplicate']>;
	return anomaly('duplicated-element', element, [element.add, read], {
		message: `${name(element)} was listed ${times} times in one read by process ${read.process}: a set has it once.`,
	});
}

export function unexpectedElement(element: Element): Anomaly {
	const { add, failedAdd, unexpected } = element;
	const why =
		add !== undefined
			? 'before anybody tried to add it'
			: failedAdd !== undefined
				? 'though the only attempts to add it failed'
				: 'though nobody tried to add it';
	return anomaly('unexpected-element', element, [add ?? failedAdd, unexpected], {
		message: `${name(element)} was read by process ${unexpected?.process}, ${why}.`,
	});
}

function anomaly(
	type: string,
	{ key, value }: Element,
	operations: readonly (Operation | undefined)[],
	{ message }: { readonly message: string },
): Anomaly {
	const invoked = operations.flatMap((operation) => (operation === undefined ? [] : [operation.invoked]));
	return {
		type,
		message,
		operations: [...new Set(invoked)].sort((a, b) => a - b),
		details: { key: key ?? null, value },
	};
}

function name({ key, value }: { readonly key: JsonValue | undefined; readonly value: JsonValue }): string {
	return `${JSON.stringify(value)}${key === undefined ? '' : ` of ${JSON.stringify(key)}`}`;
}

function seconds(nanoseconds: number | undefined): string {
	return `${((nanoseconds ?? 0) / 1e9).toFixed(3)} s`;
}
