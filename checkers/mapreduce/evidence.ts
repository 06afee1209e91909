import type { CheckerInput, JsonValue, Operation } from '../../harness/model/index.ts';
import type { Specification } from './reference.ts';

/** An output file as somebody read it. */
export interface OutputFile {
	readonly partition: number;
	readonly attempt: string;
	readonly records: readonly (readonly [key: string, value: JsonValue])[];
}

/** What a client saw of a job's output. */
export interface Reading {
	readonly job: string;
	readonly isDone: boolean;
	readonly files: readonly OutputFile[];
	/** Index of the operation's `invoke`. */
	readonly operation: number;
	readonly process: number | string;
}

export interface Evidence {
	readonly specifications: ReadonlyMap<string, Specification>;
	/** By job, in the order in which they were answered. */
	readonly readings: ReadonlyMap<string, readonly Reading[]>;
	/** The operations that waited for all jobs, in order. */
	readonly settled: readonly Operation[];
}

/** Everything that a history says about jobs and their output. Throws a `TypeError` where a result has another shape. */
export function gather({ history }: CheckerInput): Evidence {
	const specifications = new Map<string, Specification>();
	const readings = new Map<string, Reading[]>();
	const settled: Operation[] = [];
	const operations = [...history.operations()].sort((a, b) => a.completed - b.completed);
	for (const operation of operations) {
		if (operation.f === 'settle') settled.push(operation);
		if (operation.f === 'run') {
			const specification = operation.input as unknown as Specification;
			specifications.set(specification.job, specification);
		}
		if ((operation.f !== 'run' && operation.f !== 'read') || operation.type !== 'ok') continue;
		const reading = readingOf(operation);
		const known = readings.get(reading.job);
		if (known === undefined) readings.set(reading.job, [reading]);
		else known.push(reading);
	}
	return { specifications, readings, settled };
}

function readingOf({ f, output, invoked, process }: Operation): Reading {
	const { job, state, files } = (output ?? {}) as { readonly [field: string]: JsonValue | undefined };
	if (typeof job !== 'string' || (state !== 'running' && state !== 'done') || !Array.isArray(files)) {
		throw new TypeError(
			`Expected a \`${f}\` operation to return { job, state, files }, got ${JSON.stringify(output).slice(0, 200)}`,
		);
	}
	return {
		job,
		isDone: state === 'done',
		files: files as unknown as readonly OutputFile[],
		operation: invoked,
		process,
	};
}
