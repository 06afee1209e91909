import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setProcessClock } from './set-clock.ts';

const stepMs = 3_600_000;
const toleranceMs = 60_000;
const patienceMs = 10_000;

/** A program that answers each line with its wall clock in milliseconds. */
const clockProgram = "process.stdin.on('data', () => process.stdout.write(Date.now() + '\\n'))";

/**
 * Steps the clock of a process of its own forth and back, and looks whether that process sees it.
 *
 * @throws with what it saw instead, or why this machine does not allow it
 */
export async function selfTest(): Promise<void> {
	const child = spawn(process.execPath, ['-e', clockProgram], { stdio: ['pipe', 'pipe', 'inherit'] });
	const patience = AbortSignal.timeout(patienceMs);
	const aheadMs = async (): Promise<number> => {
		child.stdin.write('\n');
		const [reading] = await once(child.stdout, 'data', { signal: patience });
		return Number(String(reading)) - Date.now();
	};
	try {
		expectAhead(0, await aheadMs());
		await setProcessClock(child.pid as number, { offsetMs: stepMs, rate: 1 });
		expectAhead(stepMs, await aheadMs());
		await setProcessClock(child.pid as number, { offsetMs: 0, rate: 1 });
		expectAhead(0, await aheadMs());
	} finally {
		child.kill('SIGKILL');
	}
}

function expectAhead(expectedMs: number, aheadMs: number): void {
	if (Math.abs(aheadMs - expectedMs) > toleranceMs) {
		throw new Error(`Expected the clock of a process to be ${expectedMs} ms ahead, saw ${aheadMs} ms`);
	}
}
