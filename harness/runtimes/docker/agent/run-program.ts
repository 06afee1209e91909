import { spawn } from 'node:child_process';

/** Runs a program. Resolves with what it wrote; rejects with that and the exit code when it fails. */
export function runProgram(command: readonly string[], input = ''): Promise<string> {
	const [program, ...args] = command as [string, ...string[]];
	return new Promise((resolve, reject) => {
		const child = spawn(program, args);
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.setEncoding('utf8');
			stream.on('data', (text: string) => {
				output += text;
			});
		}
		child.on('error', reject);
		child.on('close', (code, signal) => {
			if (code === 0) resolve(output);
			else reject(new Error(`\`${command.join(' ')}\` ended with ${code ?? signal}: ${output.trim()}`));
		});
		// One that does not read its input is not thereby wrong.
		child.stdin.on('error', () => {});
		child.stdin.end(input);
	});
}
