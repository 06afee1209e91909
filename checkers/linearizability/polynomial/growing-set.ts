import type { OperationTable } from '../operations.ts';
import { type Decision, undecided } from './monitor.ts';

export function decideGrowing(_table: OperationTable): Decision {
	return undecided('todo');
}
