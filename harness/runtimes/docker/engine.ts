import Docker from 'dockerode';
import { within } from '../real/deadline.ts';
import { identify, type ProcessIdentity, processSpace } from '../real/process-identity.ts';
import { RuntimeError } from '../runtime.ts';

export type Engine = Docker;

const answerTimeoutMs = 3_000;

/** The labels of everything that a run creates. */
const runLabel = 'faultline.run';
const controllerLabel = 'faultline.controller';
const spaceLabel = 'faultline.space';

/** The engine that `DOCKER_HOST` names, or this machine's. */
export function connectEngine(): Engine {
	return new Docker();
}

/** Resolves when the engine answers; rejects with `no-engine` and what to do when it does not. */
export async function assertAnswers(engine: Engine): Promise<void> {
	try {
		await ping(engine);
	} catch (cause) {
		throw new RuntimeError(
			'no-engine',
			`Expected a Docker engine to answer, but: ${(cause as Error).message}. Start one (\`dockerd\`, or \`scripts/ensure-docker.sh\` in the checkout), point DOCKER_HOST to one, or use \`--runtime process\` or \`--runtime sim\`, which need none.`,
			{ cause },
		);
	}
}

export async function ping(engine: Engine): Promise<void> {
	await within(answerTimeoutMs, engine.ping(), () => new Error(`no answer within ${answerTimeoutMs} ms`));
}

export function labelsOf(runId: string): Record<string, string> {
	const controller = identify(process.pid);
	if (controller === undefined) throw new Error(`Expected to find this process (${process.pid}) on this machine`);
	return {
		[runLabel]: runId,
		[controllerLabel]: `${controller.pid}:${controller.startedAt}`,
		[spaceLabel]: processSpace(),
	};
}

/** The name of something of a run. A run's id may hold what an engine does not accept in names. */
export function nameOf(runId: string, ...parts: readonly string[]): string {
	return ['faultline', runId.replaceAll(/[^a-zA-Z0-9_.-]/g, '_'), ...parts].join('-');
}

export function runOf(labels: Readonly<Record<string, string>>): string | undefined {
	return labels[runLabel];
}

/** Who made what has these labels; nothing when that is not for this machine to judge. */
export function controllerOf(labels: Readonly<Record<string, string>>): ProcessIdentity | undefined {
	const match = /^(\d+):(.+)$/.exec(labels[controllerLabel] ?? '');
	if (match === null || labels[spaceLabel] !== processSpace()) return undefined;
	return { pid: Number(match[1]), startedAt: match[2] as string };
}

/** For the engine's list calls: what belongs to one run, or to any. */
export function labelFilter(runId?: string): { filters: { label: string[] } } {
	return { filters: { label: [runId === undefined ? runLabel : `${runLabel}=${runId}`] } };
}

/** Whether the engine answered with one of these HTTP statuses. */
export function hasStatus(error: unknown, ...statuses: readonly number[]): boolean {
	return statuses.includes((error as { statusCode?: number } | undefined)?.statusCode ?? 0);
}
