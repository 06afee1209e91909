import { didYouMean, type NodeId, nodeChoiceWords, UsageError } from '../../model/index.ts';
import type { Action, EventPattern, Script, Statement, Target, Timing } from './script.ts';
import { positionIn, type Token, tokensOf } from './tokens.ts';

/**
 * A script of faults from its text. Statements end with `;` or the line:
 *
 * ```
 * at 5s cut n1 from n2,n3; at 9s heal
 * every 10s crash minority for 3s
 * when a node becomes leader: pause it for 2s
 * when prepare is sent: crash the sender for 1s
 * once when snapshotIndex of n2 changes: cut n2 -> all for 500ms
 * ```
 *
 * Throws a `UsageError` that says where, what was expected, and what is there.
 */
export function parseScript(text: string): Script {
	const parser = new Parser(text);
	const script = parser.script();
	if (script.length === 0)
		throw new UsageError('The schedule is empty: expected something like `at 5s crash n1 for 2s`');
	return script;
}

class Parser {
	readonly #text: string;
	readonly #tokens: readonly Token[];
	#next = 0;

	constructor(text: string) {
		this.#text = text;
		this.#tokens = tokensOf(text);
	}

	script(): Script {
		const statements: Statement[] = [];
		for (;;) {
			while (this.#takes(';') || this.#takes('\n'));
			if (this.#peek().kind === 'end') return statements;
			statements.push(this.#statement());
			if (!this.#endsHere()) throw this.#expected('`;` or the end of the line');
		}
	}

	#statement(): Statement {
		const first = this.#peek();
		const timing = this.#timing();
		const action = this.#action(timing);
		const last = this.#tokens[this.#next - 1] as Token;
		this.#assertLasting(timing, action, first);
		return {
			timing,
			action,
			text: this.#text.slice(first.start, last.end).replaceAll(/\s+/g, ' '),
			position: positionIn(this.#text, first.start),
		};
	}

	#timing(): Timing {
		if (this.#takes('at')) return { kind: 'at', ms: this.#duration() };
		if (this.#takes('every')) return { kind: 'every', ms: this.#duration() };
		const once = this.#takes('once');
		if (!this.#takes('when')) throw this.#expected(once ? '`when`' : '`at`, `every`, `when` or `once when`');
		const event = this.#event();
		if (!this.#takes(':')) throw this.#expected('`:` and what to do then');
		return { kind: 'when', once, event };
	}

	#event(): EventPattern {
		while (this.#takes('a') || this.#takes('an') || this.#takes('any') || this.#takes('the'));
		const subject = this.#word('a node, a type of message, or a field of what nodes say of themselves');
		if (this.#takes('of')) {
			const node = this.#node();
			this.#keyword('changes');
			return { kind: 'changes', node, field: subject };
		}
		if (this.#takes('changes')) return { kind: 'changes', node: undefined, field: subject };
		if (this.#takes('becomes')) {
			return { kind: 'becomes', node: this.#subjectNode(subject), role: this.#word('a role, like `leader`') };
		}
		if (this.#takes('arrives')) {
			const to = this.#takes('at') ? this.#node() : undefined;
			return { kind: 'arrives', type: subject, from: this.#takes('from') ? this.#node() : undefined, to };
		}
		if (!this.#takes('is')) throw this.#expected('`becomes`, `changes`, `of`, `is sent` or `arrives`');
		this.#keyword('sent');
		const from = this.#takes('by') ? this.#node() : undefined;
		return { kind: 'sent', type: subject, from, to: this.#takes('to') ? this.#node() : undefined };
	}

	/** `n` and `node` are any node. */
	#subjectNode(subject: string): NodeId | undefined {
		if (subject === 'n' || subject === 'node') return undefined;
		if (/^n\d+$/.test(subject)) return subject;
		this.#next -= 2;
		throw this.#expected('`a node` or a node like n1 before `becomes`');
	}

	#action(timing: Timing): Action {
		const name = this.#word('what to do: `heal`, `cut`, or the name of a nemesis');
		if (name === 'heal') return { kind: 'heal', what: this.#takes('all') ? undefined : this.#optionalWord() };
		if (name === 'cut') return this.#cut(timing);
		const target = this.#endsHere() || this.#isNext('for') ? undefined : this.#target(timing);
		return { kind: 'nemesis', name, target, forMs: this.#lasting() };
	}

	#cut(timing: Timing): Action {
		const from = this.#target(timing);
		const both = !this.#takes('->');
		if (both && !this.#takes('from')) throw this.#expected('`from` or `->`');
		const first = this.#peek();
		const to = this.#target(timing);
		if (typeof from !== 'string' && typeof to !== 'string' && to.every((node) => from.includes(node))) {
			throw new UsageError(
				`The schedule is wrong at ${positionIn(this.#text, first.start)}: expected other nodes than those that are cut off, got \`${to.join(',')}\` again`,
			);
		}
		return { kind: 'cut', from, to, both, forMs: this.#lasting() };
	}

	#lasting(): number | undefined {
		return this.#takes('for') ? this.#duration() : undefined;
	}

	#target(timing: Timing): Target {
		this.#takes('the');
		const choice = [...nodeChoiceWords, ...participants(timing)].find((word) => this.#takes(word));
		if (choice !== undefined) return choice;
		if (this.#takes('others')) return 'all';
		const nodes = [
			this.#node(`one of ${[...nodeChoiceWords, ...participants(timing)].join(', ')}, or nodes like n1,n3`),
		];
		while (this.#takes(',') || this.#takes('+')) nodes.push(this.#node());
		return [...new Set(nodes)];
	}

	/** Without an end, one that strikes again has nothing to strike with. */
	#assertLasting(timing: Timing, action: Action, first: Token): void {
		if (timing.kind === 'at' || action.kind === 'heal') return;
		const where = positionIn(this.#text, first.start);
		if (action.forMs === undefined) {
			throw new UsageError(`The schedule is wrong at ${where}: expected what comes again to end, as in \`… for 2s\``);
		}
		if (timing.kind === 'every' && action.forMs >= timing.ms) {
			throw new UsageError(
				`The schedule is wrong at ${where}: expected it to last less than its period of ${timing.ms} ms, got ${action.forMs} ms`,
			);
		}
	}

	#node(what = 'a node like n1'): NodeId {
		const token = this.#peek();
		if (token.kind !== 'word' || !/^n\d+$/.test(token.text)) throw this.#expected(what);
		this.#next++;
		return token.text;
	}

	#word(what: string): string {
		const token = this.#peek();
		if (token.kind !== 'word') throw this.#expected(what);
		this.#next++;
		return token.text;
	}

	#optionalWord(): string | undefined {
		return this.#peek().kind === 'word' ? this.#word('a word') : undefined;
	}

	#keyword(word: string): void {
		if (!this.#takes(word)) throw this.#expected(`\`${word}\``);
	}

	#duration(): number {
		const token = this.#peek();
		if (token.kind !== 'duration') throw this.#expected('a time like 500ms, 5s or 2m');
		this.#next++;
		const [, number, unit] = /^([\d.]+)(\w+)$/.exec(token.text) as unknown as [string, string, 'ms' | 's' | 'm'];
		return Number(number) * { ms: 1, s: 1000, m: 60_000 }[unit];
	}

	#takes(text: string): boolean {
		if (!this.#isNext(text)) return false;
		this.#next++;
		return true;
	}

	#isNext(text: string): boolean {
		const token = this.#peek();
		return token.kind !== 'end' && token.text === text;
	}

	#endsHere(): boolean {
		const { kind, text } = this.#peek();
		return kind === 'end' || text === ';' || text === '\n';
	}

	#peek(): Token {
		return this.#tokens[this.#next] as Token;
	}

	#expected(what: string): UsageError {
		const { kind, text, start } = this.#peek();
		const got = kind === 'end' ? 'the end' : text === '\n' ? 'the end of the line' : `\`${text}\``;
		const hint = kind === 'word' ? nearestOf(text, what) : '';
		return new UsageError(
			`The schedule is wrong at ${positionIn(this.#text, start)}: expected ${what}, got ${got}.${hint}`,
		);
	}
}

/** Who takes part in an event, and can be hit because of it. */
function participants(timing: Timing): readonly ('it' | 'sender' | 'receiver')[] {
	if (timing.kind !== 'when') return [];
	const { kind } = timing.event;
	return kind === 'becomes' || kind === 'changes' ? ['it'] : ['sender', 'receiver'];
}

/** A hint when the word is nearly one of those that were expected. */
function nearestOf(text: string, what: string): string {
	const words = [...what.matchAll(/`([a-z]+)`/g)].map((match) => match[1] as string);
	const hint = didYouMean(text, words);
	return hint.startsWith(' Did') ? hint : '';
}
