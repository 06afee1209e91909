import type { Message, MessageBody } from '../../../harness/model/index.ts';
import type { ClientRequest } from '../messages.ts';
import type { RaftOptions } from '../options.ts';
import { formatLog, formatMessage, formatReply, formatStatus } from './format.ts';
import { type CreateObserved, ObservedNode } from './observed-node.ts';
import { ScriptCluster } from './script-cluster.ts';

/**
 * Runs a script in the manner of etcd's raft: commands, a line `----`, what they print, an empty line. Returns the same
 * text with what they print now; `create` puts another program in Raft's place. Lines that start with `#` are for the reader.
 *
 * | command | what it does |
 * | --- | --- |
 * | `deploy 3 snapshotEveryEntries=2` | a new cluster n1, n2, n3; options of Raft may follow |
 * | `elect n1` | everybody forgets the leader, n1 times out, and all messages are delivered, unseen |
 * | `forget n1 n2` | the minimum election time-out passes: these believe in no leader any more |
 * | `timeout n1` | the election time-out of n1 |
 * | `fire n1 heartbeat` | any timer |
 * | `request n1 {"type":"read","key":"x"}` | from a client; its answers are printed whenever they come |
 * | `settle` | delivers every message, and prints it; `settle quietly` does not |
 * | `deliver n1->n2 [type]` | delivers the oldest message on that link |
 * | `drop n1->n2 [type]` · `drop` | loses all of those; loses everything under way |
 * | `cut n1` · `cut n1 n2` · `heal` | links, both directions |
 * | `crash n1` · `restart n1` | a crash loses what is not synced |
 * | `slow-disk n1` · `sync n1` | from now on n1's disk syncs only when told to |
 * | `status [n1 …]` · `log [n1 …]` | prints state, prints logs |
 */
export function runScript(text: string, create: CreateObserved = ObservedNode): string {
	const script = new Script(create);
	return `${text
		.trimEnd()
		.split(/\n{2,}/)
		.map((block) => script.run(block))
		.join('\n\n')}\n`;
}

class Script {
	#cluster: ScriptCluster | null = null;
	#printed: string[] = [];
	readonly #create: CreateObserved;

	constructor(create: CreateObserved) {
		this.#create = create;
	}

	run(block: string): string {
		const [input] = block.split('\n----') as [string];
		const commands = input.split('\n').filter((line) => !line.startsWith('#') && line !== '');
		if (commands.length === 0) return block;
		this.#printed = [];
		for (const command of commands) this.#execute(command);
		return [input, '----', ...(this.#printed.length === 0 ? ['ok'] : this.#printed)].join('\n');
	}

	#execute(line: string): void {
		const [command = '', ...words] = line.split(' ');
		if (command === 'deploy') {
			this.#cluster = new ScriptCluster(Number(words[0]), optionsFrom(words.slice(1)), this.#create);
			return;
		}
		const cluster = this.#cluster;
		if (cluster === null) throw new Error(`Expected \`deploy\` before \`${line}\``);
		this.#act(cluster, command, words, line);
		for (const reply of cluster.replies.splice(0)) this.#printed.push(formatReply(reply));
	}

	#act(cluster: ScriptCluster, command: string, words: readonly string[], line: string): void {
		const [first = '', second] = words;
		const chosen = words.length === 0 ? cluster.ids : words;
		const print = (text: string) => this.#printed.push(text);
		const actions: Readonly<Record<string, () => void>> = {
			elect: () => cluster.elect(first),
			forget: () => words.forEach((id) => void cluster.forgetLeader(id)),
			timeout: () => cluster.timeOut(first),
			fire: () => cluster.fire(first, second as string),
			request: () => cluster.request('c', first, JSON.parse(words.slice(1).join(' ')) as ClientRequest),
			settle: () => settle(cluster, first === 'quietly' ? () => {} : print, print),
			deliver: () => this.#deliver(cluster, first, second),
			drop: () => drop(cluster, first, second),
			cut: () => cluster.cut(first, second),
			heal: () => cluster.heal(),
			crash: () => cluster.crash(first),
			restart: () => cluster.restart(first),
			'slow-disk': () => cluster.slowDisks.add(first),
			sync: () => cluster.completeSyncs(first),
			status: () => chosen.forEach((id) => void print(formatStatus(cluster, id))),
			log: () => chosen.forEach((id) => void print(formatLog(cluster, id))),
		};
		const action = actions[command];
		if (action === undefined) throw new Error(`Expected a command that \`run-script.ts\` knows, got \`${line}\``);
		action();
	}

	#deliver(cluster: ScriptCluster, link: string, type: string | undefined): void {
		const message = cluster.deliver(on(link, type));
		this.#printed.push(message === undefined ? `nothing on ${link}` : formatMessage(message));
	}
}

/** Replies are printed between the messages, where they were sent. */
function settle(cluster: ScriptCluster, print: (text: string) => void, printReply: (text: string) => void): void {
	const printReplies = () => cluster.replies.splice(0).map(formatReply).forEach(printReply);
	cluster.settle((message) => {
		printReplies();
		print(formatMessage(message));
	});
	printReplies();
}

function drop(cluster: ScriptCluster, link: string, type: string | undefined): void {
	const fits = link === '' ? () => true : on(link, type);
	const kept = cluster.network.filter((message) => !fits(message));
	cluster.network.splice(0, cluster.network.length, ...kept);
}

function on(link: string, type: string | undefined): (message: Message<MessageBody>) => boolean {
	return ({ src, dest, body }) => `${src}->${dest}` === link && (type === undefined || body.type === type);
}

function optionsFrom(words: readonly string[]): Partial<RaftOptions> {
	return Object.fromEntries(words.map((word) => word.split('=')).map(([name, value]) => [name, Number(value)]));
}
