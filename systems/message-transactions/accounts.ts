import type { Effect, Transfer } from './messages.ts';

/** Accounts that money is moved between. */
export const openAccounts: readonly string[] = Array.from({ length: 8 }, (_, i) => `a${i}`);

/** One that was closed: it holds nothing, and whoever sends it something gets it back. */
export const closedAccount = 'a8';

export const accounts: readonly string[] = [...openAccounts, closedAccount];

/** Enough for a while in which the broker is down, and all that is sent is nowhere. */
const initialBalance = 50;
/** An account refuses what would bring it above this. */
const balanceMax = 100;

export const initialTotal: number = openAccounts.length * initialBalance;

/** The accounts of one service: their balances, and everything that was done to them. */
export class Accounts {
	readonly #balances: Map<string, number>;
	readonly #effects: Effect[] = [];

	constructor(names: readonly string[]) {
		this.#balances = new Map(names.map((name) => [name, name === closedAccount ? 0 : initialBalance]));
	}

	/** Why the account cannot pay, or nothing if it can. */
	objectionToDebit({ from, amount }: Transfer): string | undefined {
		const balance = this.#balances.get(from);
		if (balance === undefined) return `there is no account ${from} here`;
		if (!(amount > 0)) return `expected an amount above 0, got ${amount}`;
		return balance < amount ? `${from} has only ${balance}` : undefined;
	}

	/** Why the account cannot take the money, or nothing if it can. It always takes back what was its own. */
	objectionToCredit({ to, amount }: Transfer): string | undefined {
		const balance = this.#balances.get(to);
		if (balance === undefined) return `there is no account ${to} here`;
		if (to === closedAccount) return `${to} is closed`;
		return balance + amount > balanceMax ? `${to} would have more than ${balanceMax}` : undefined;
	}

	apply(effect: Effect): void {
		this.#effects.push(effect);
		const balance = this.#balances.get(effect.account);
		if (balance !== undefined) this.#balances.set(effect.account, balance + changeOf(effect));
	}

	get balances(): ReadonlyMap<string, number> {
		return this.#balances;
	}

	get effects(): readonly Effect[] {
		return this.#effects;
	}
}

function changeOf({ effect, amount }: Effect): number {
	switch (effect) {
		case 'debit':
			return -amount;
		case 'credit':
		case 'refund':
			return amount;
		case 'refused':
			return 0;
	}
}
