import type { JsonValue } from '../../../harness/model/index.ts';
import { canonical } from '../canonical.ts';
import type { InternedModel } from '../interned-model.ts';
import { ANYWHERE, Kind, type NativeStep, type NativeSteps, NOWHERE, rowsOf } from './native-steps.ts';
import { TextStates } from './text-states.ts';

/** What an operation does to a text; `read` undefined for a read of what can be no text. */
type TextOperation =
	| { readonly kind: 'read'; readonly text: string | undefined }
	| { readonly kind: 'put' | 'append'; readonly text: string }
	| { readonly kind: 'nothing' };

/** The steps of strings with get, put and append; nothing where there are other operations, or values that are no strings. */
export function stringSteps(model: InternedModel): NativeSteps | undefined {
	const initial = stringOf(model.model.initial as JsonValue);
	const operations: TextOperation[] = [];
	for (const { f, type, input, output } of model.operations) {
		if (f === 'get') {
			const text = typeof output === 'string' ? output : undefined;
			operations.push(type === 'info' ? { kind: 'nothing' } : { kind: 'read', text });
			continue;
		}
		const text = stringOf(input);
		if ((f !== 'put' && f !== 'append') || text === undefined) return undefined;
		operations.push({ kind: f, text });
	}
	if (initial === undefined) return undefined;
	return textSteps(model, initial, operations, (text) => (text === initial ? model.model.initial : text));
}

function stringOf(value: JsonValue): string | undefined {
	if (value === null) return '';
	return typeof value === 'string' ? value : undefined;
}

/** The steps of a list with append and read of the whole: as a string with a character for each item. */
export function listSteps(model: InternedModel): NativeSteps | undefined {
	const characters = new Map<string, string>();
	const items: JsonValue[] = [];
	const characterOf = (item: JsonValue): string => {
		const name = canonical(item);
		const known = characters.get(name);
		if (known !== undefined) return known;
		const character = String.fromCharCode(items.push(item) - 1);
		characters.set(name, character);
		return character;
	};
	const textOf = (list: JsonValue | undefined) => {
		if (list === null) return '';
		return Array.isArray(list) ? list.map(characterOf).join('') : undefined;
	};
	const operations: TextOperation[] = [];
	for (const { f, type, input, output } of model.operations) {
		if (f === 'append') operations.push({ kind: 'append', text: characterOf(input) });
		else if (f !== 'read') return undefined;
		else operations.push(type === 'info' ? { kind: 'nothing' } : { kind: 'read', text: textOf(output) });
	}
	if (items.length > 0xffff) return undefined;
	return textSteps(model, '', operations, (text) =>
		Array.from({ length: text.length }, (_, i) => items[text.charCodeAt(i)]),
	);
}

function textSteps(
	model: InternedModel,
	initial: string,
	operations: readonly TextOperation[],
	stateOf: (text: string) => unknown,
): NativeSteps {
	const textsOf = (kind: string) =>
		operations.flatMap((one) => (one.kind === kind && 'text' in one ? (one.text ?? []) : []));
	const states = new TextStates(textsOf('read'), [initial, ...textsOf('put')], textsOf('append'));
	const stepOf = (operation: TextOperation): NativeStep => {
		if (operation.kind === 'nothing' || (operation.kind === 'append' && operation.text === '')) return ANYWHERE;
		if (operation.kind === 'append') return [Kind.APPEND, ...states.pairsOf(operation.text)];
		if (operation.kind === 'put') return [Kind.WRITE, states.find(operation.text) ?? states.count, 0];
		const read = operation.text === undefined ? undefined : states.find(operation.text);
		return read === undefined ? NOWHERE : [Kind.READ, read, 0];
	};
	return {
		rows: rowsOf(model, (id) => stepOf(operations[id] as TextOperation)),
		appended: { ends: states.ends, pairs: states.pairs },
		states: {
			initial: states.find(initial) ?? states.count,
			state: (id) => (id === states.count ? undefined : stateOf(states.text(id))),
		},
		isHideable: (id) => operations[id]?.kind === 'append',
	};
}
