import type { JsonValue } from '../../model/index.ts';

/** An object that is being filled from a file. */
export type Fields = { [name: string]: JsonValue };

/** Adds a field, whatever its name: `__proto__` is a name as any other. False when there is one of this name. */
export function addField(fields: Fields, name: string, value: JsonValue): boolean {
	if (Object.hasOwn(fields, name)) return false;
	if (name === '__proto__') {
		Object.defineProperty(fields, name, { value, configurable: true, enumerable: true, writable: true });
	} else fields[name] = value;
	return true;
}
