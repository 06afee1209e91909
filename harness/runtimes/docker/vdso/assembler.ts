/** One step of a program: bytes with their meaning in assembly, a place to jump to, or a jump there. */
export type Instruction =
	| { readonly kind: 'bytes'; readonly text: string; readonly bytes: readonly number[] }
	| { readonly kind: 'label'; readonly name: string }
	/** An opcode whose last operand is the 32-bit distance to a label, counted from the end of the instruction. */
	| { readonly kind: 'relative'; readonly text: string; readonly opcode: readonly number[]; readonly target: string };

/** An instruction as bytes, beside its text, which nobody reads but people. */
export function code(text: string, ...bytes: readonly number[]): Instruction {
	return { kind: 'bytes', text, bytes };
}

export function label(name: string): Instruction {
	return { kind: 'label', name };
}

export function relative(text: string, target: string, ...opcode: readonly number[]): Instruction {
	return { kind: 'relative', text, opcode, target };
}

export interface Assembled {
	readonly bytes: Buffer;
	/** Where each label is, from the first byte on. */
	readonly labels: ReadonlyMap<string, number>;
}

/** Puts instructions one behind the other and fills in the distances. Always long jumps: there is room for them. */
export function assemble(program: readonly Instruction[]): Assembled {
	const labels = new Map<string, number>();
	let length = 0;
	for (const step of program) {
		if (step.kind === 'label') labels.set(step.name, length);
		length += lengthOf(step);
	}
	const bytes = Buffer.alloc(length);
	let at = 0;
	for (const step of program) {
		if (step.kind === 'bytes') bytes.set(step.bytes, at);
		else if (step.kind === 'relative') writeRelative(bytes, at, step, labels);
		at += lengthOf(step);
	}
	return { bytes, labels };
}

function lengthOf(step: Instruction): number {
	if (step.kind === 'label') return 0;
	return step.kind === 'bytes' ? step.bytes.length : step.opcode.length + 4;
}

function writeRelative(
	bytes: Buffer,
	at: number,
	step: Extract<Instruction, { kind: 'relative' }>,
	labels: ReadonlyMap<string, number>,
): void {
	const target = labels.get(step.target);
	if (target === undefined) throw new Error(`Expected a label ${step.target} for \`${step.text}\`, got none`);
	bytes.set(step.opcode, at);
	bytes.writeInt32LE(target - (at + lengthOf(step)), at + step.opcode.length);
}
