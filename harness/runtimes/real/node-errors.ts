import type { NodeId } from '../../model/index.ts';
import { RuntimeError } from '../runtime.ts';
import type { NodeLog } from './node-log.ts';

/** @param how in words: `exited with code 1` */
export function nodeExited(node: NodeId, how: string, log: NodeLog): RuntimeError {
	return new RuntimeError('node-exited', `Node ${node} ${how} by itself. ${log.ending()}`, { node });
}

/** @param how in words, when it died: `exited with code 1`; nothing when it was given up after `timeoutMs` */
export function nodeNotReady(node: NodeId, how: string | undefined, timeoutMs: number, log: NodeLog): RuntimeError {
	const what = how === undefined ? `did not answer \`init\` within ${timeoutMs} ms` : `${how} before it was ready`;
	return new RuntimeError('node-not-ready', `Node ${node} ${what}. ${log.ending()}`, { node });
}

export function logNotWritten(node: NodeId, cause: Error): RuntimeError {
	const message = `The log of node ${node} could not be written: ${cause.message}`;
	return new RuntimeError('log-not-written', message, { node, cause });
}
