import { ModelError } from './model.ts';

/**
 * A text that two values share exactly when they are equal: JSON with the fields of objects in order. The default identity
 * of states, operations and keys.
 *
 * Throws a `ModelError` for what has no such text (a Map, a class instance, a function): it would otherwise pass for an
 * empty object, and two different states for one.
 */
export function canonical(value: unknown): string {
	switch (typeof value) {
		case 'string':
			return JSON.stringify(value);
		case 'number':
			// 0 and -0 are one number to every model that compares with ===.
			return value === 0 ? '0' : String(value);
		case 'boolean':
		case 'undefined':
			return String(value);
		case 'bigint':
			return `${value}n`;
		case 'object':
			return value === null ? 'null' : canonicalObject(value);
		default:
			throw new ModelError(`Expected a value made of plain JSON, got a ${typeof value}`);
	}
}

export function same(a: unknown, b: unknown): boolean {
	return a === b || (typeof a === 'object' && typeof b === 'object' && canonical(a) === canonical(b));
}

function canonicalObject(value: object): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	const prototype = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) {
		const kind = prototype?.constructor?.name ?? 'object';
		throw new ModelError(
			`Expected a value made of plain JSON, got a ${kind}: give the model an identify(state) that tells its states apart`,
		);
	}
	const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}
