import type { JsonValue, Storage } from '../../../harness/model/index.ts';

/** A disk that a script holds in its hand: nothing is durable before `completeSyncs`, and a crash loses the rest. */
export class ScriptDisk implements Storage {
	#visible = new Map<string, readonly JsonValue[]>();
	#durable = new Map<string, readonly JsonValue[]>();
	#syncs: { readonly state: Map<string, readonly JsonValue[]>; readonly then: () => void }[] = [];

	get syncsOpen(): number {
		return this.#syncs.length;
	}

	read(file: string): readonly JsonValue[] {
		return this.#visible.get(file) ?? [];
	}

	append(file: string, ...records: readonly JsonValue[]): void {
		this.#visible.set(file, [...this.read(file), ...records]);
	}

	replace(file: string, records: readonly JsonValue[]): void {
		this.#visible.set(file, [...records]);
	}

	remove(file: string): void {
		this.#visible.delete(file);
	}

	list(): readonly string[] {
		return [...this.#visible.keys()].sort();
	}

	sync(then: () => void): void {
		this.#syncs.push({ state: new Map(this.#visible), then });
	}

	completeSyncs(): void {
		const syncs = this.#syncs;
		this.#syncs = [];
		for (const { state, then } of syncs) {
			this.#durable = state;
			then();
		}
	}

	crash(): void {
		this.#syncs = [];
		this.#visible = new Map(this.#durable);
	}
}
