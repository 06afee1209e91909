/** A function as the dynamic symbol table knows it. */
export interface ElfFunction {
	/** From the image's first byte. */
	readonly offset: number;
	/** Bytes. */
	readonly size: number;
}

const elf64LittleEndian = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1]);
const machineX8664 = 62;
const sectionDynamicSymbols = 11;
const sectionHeaderLength = 64;
const symbolLength = 24;
const typeFunction = 2;

/**
 * The functions that an image of the vDSO exports, by name. Reads the section headers, which the kernel maps with the rest
 * (System V ABI, chapters 4 and 5). The image is linked for address 0, so that an address is an offset.
 */
export function functionsOf(image: Buffer): ReadonlyMap<string, ElfFunction> {
	assertElf(image);
	const symbols = sectionsOf(image).find(({ type }) => type === sectionDynamicSymbols);
	if (symbols === undefined) throw new Error('Expected dynamic symbols in the vDSO, got an image without any');
	const names = sectionsOf(image)[symbols.link];
	if (names === undefined) throw new Error(`Expected the names of the symbols in section ${symbols.link}, got none`);
	const functions = new Map<string, ElfFunction>();
	for (let at = symbols.offset; at + symbolLength <= symbols.offset + symbols.size; at += symbolLength) {
		if ((image.readUInt8(at + 4) & 0xf) !== typeFunction) continue;
		const name = textAt(image, names.offset + image.readUInt32LE(at));
		functions.set(name, { offset: numberAt(image, at + 8), size: numberAt(image, at + 16) });
	}
	return functions;
}

function assertElf(image: Buffer): void {
	if (
		!image.subarray(0, elf64LittleEndian.length).equals(elf64LittleEndian) ||
		image.readUInt16LE(18) !== machineX8664
	) {
		throw new Error(
			`Expected a vDSO of x86-64, got an image that begins with ${image.subarray(0, 20).toString('hex')}`,
		);
	}
}

interface Section {
	readonly type: number;
	readonly offset: number;
	readonly size: number;
	/** Of symbols: the index of the section that holds their names. */
	readonly link: number;
}

function sectionsOf(image: Buffer): readonly Section[] {
	const start = numberAt(image, 40);
	const count = image.readUInt16LE(60);
	if (start === 0 || start + count * sectionHeaderLength > image.length) {
		throw new Error(`Expected section headers within the vDSO's ${image.length} bytes, got ${count} at ${start}`);
	}
	return Array.from({ length: count }, (_, i) => {
		const at = start + i * sectionHeaderLength;
		return {
			type: image.readUInt32LE(at + 4),
			offset: numberAt(image, at + 24),
			size: numberAt(image, at + 32),
			link: image.readUInt32LE(at + 40),
		};
	});
}

function numberAt(image: Buffer, at: number): number {
	return Number(image.readBigUInt64LE(at));
}

function textAt(image: Buffer, at: number): string {
	return image.toString('latin1', at, image.indexOf(0, at));
}
