import type { Operation } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import { describeOperation, shorten } from '../describe-operation.ts';
import { CRASHED, type OperationTable } from '../operations.ts';

/** The operation in a row, for people: `read → 1 by process 3`. */
export function describeRow(table: OperationTable, row: number): string {
	const crashed = table.completed[row] === CRASHED;
	const operation: Pick<Operation, 'f' | 'input' | 'output' | 'type'> = {
		f: table.functions[table.f[row] as number] as string,
		input: table.values.value(table.input[row] as number),
		output: crashed ? null : table.values.value(table.output[row] as number),
		type: crashed ? 'info' : 'ok',
	};
	return `${describeOperation(operation)} by process ${table.processes[table.invoked[row] as number]}`;
}

/** A value of the table, for people. */
export function describeValue({ values }: OperationTable, id: number): string {
	return shorten(canonical(values.value(id)));
}
