import { ByteReader, END } from './byte-reader.ts';

const NEWLINE = 0x0a;

/** A text line by line. */
export class LineReader extends ByteReader {
	/**
	 * The next line without its end; undefined behind the last one. Throws a `MalformedText` where it is not UTF-8, and for a
	 * line that does not end: nobody can say how much of it is missing.
	 */
	readLine(): string | undefined {
		if (this.peekByte() === END) return undefined;
		let length = 0;
		for (let byte = this.peekByte(); byte !== NEWLINE && byte !== END; byte = this.byteAt(length)) length++;
		const line = this.takeText(length);
		if (this.peekByte() === END) throw this.malformed('the end of the line');
		this.endLine();
		return line.endsWith('\r') ? line.slice(0, -1) : line;
	}
}
