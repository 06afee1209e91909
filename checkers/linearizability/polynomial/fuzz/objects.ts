import type { JsonValue } from '../../../../harness/model/index.ts';
import type { Random, SimulatedType } from './random-history.ts';

function pickOf<Item>(random: Random, items: readonly Item[]): Item {
	return items[Math.floor(random() * items.length)] as Item;
}

type Call = readonly [f: string, input: JsonValue];

/** Calls by name that have no argument. */
const bare = (f: string): Call => [f, null];

export const register =
	(functions: readonly string[]): SimulatedType =>
	(random) => {
		let state: JsonValue = null;
		let fresh = 1;
		return {
			choose() {
				const f = pickOf(random, functions);
				if (f === 'read') return bare('read');
				const value = fresh++;
				if (f === 'write') return ['write', value];
				return ['cas', [random() < 0.7 ? state : Math.floor(random() * fresh), value]];
			},
			apply(f, input) {
				if (f === 'read') return { output: state };
				if (f === 'write') {
					state = input;
					return { output: null };
				}
				const [old, next] = input as readonly [JsonValue, JsonValue];
				if (old !== state) return undefined;
				state = next;
				return { output: null };
			},
		};
	};
