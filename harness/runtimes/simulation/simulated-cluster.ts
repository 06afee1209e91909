import type {
	ClientId,
	ClusterFault,
	Delays,
	Inspection,
	InvariantReport,
	Message,
	NodeId,
	Random,
	Usage,
} from '../../model/index.ts';
import type { Change } from '../conditions.ts';
import { FaultLedger } from '../fault-ledger.ts';
import {
	type Clock,
	type Cluster,
	type ClusterObserver,
	type Connection,
	type Deployment,
	type FaultDone,
	RuntimeError,
} from '../runtime.ts';
import { type Branch, Draws } from './draws.ts';
import { EventQueue } from './event-queue.ts';
import { InvariantMonitor } from './invariant-monitor.ts';
import { SimulatedNetwork } from './network.ts';
import { SimulatedNode } from './node.ts';
import type { SimulationOptions } from './options.ts';
import { Trace, type TraceKind } from './trace.ts';

/** After so many events without any time passing, the nodes are in a loop that never ends. */
const eventsAtOneInstantMax = 1_000_000;
/** How often the event loop of the real world gets its turn (a Ctrl-C, say), in real milliseconds. */
const breathMs = 50;

/** A whole cluster in one thread, in virtual time. Nothing in it depends on anything but the seed and the calls. */
export class SimulatedCluster implements Cluster {
	readonly nodes: readonly NodeId[];
	readonly clock: Clock;
	readonly #draws: Draws;
	readonly #queue = new EventQueue();
	readonly #ledger = new FaultLedger();
	readonly #trace: Trace;
	readonly #invariants: InvariantMonitor | undefined;
	readonly #network: SimulatedNetwork;
	readonly #nodes: ReadonlyMap<NodeId, SimulatedNode>;
	readonly #logs = new Map<NodeId, string[]>();
	#observer: ClusterObserver | undefined;
	#now = 0;
	#eventsAtThisInstant = 0;
	#ended = false;

	constructor(deployment: Deployment, options: SimulationOptions) {
		this.nodes = deployment.nodes;
		this.#trace = new Trace(options.keepTrace);
		const { invariants = [], stateObserver: states } = deployment;
		this.#invariants = invariants.length === 0 ? undefined : new InvariantMonitor(invariants, this.#trace);
		const now = (): number => this.#now;
		const schedule = (time: number, task: () => void): void => this.#queue.push(time, task);
		const observer = (): ClusterObserver | undefined => this.#observer;
		this.clock = { now, setTimer: (delay, then) => this.#setTimer(delay, then) };
		this.#draws = new Draws(deployment.seed, now, branchesOf(deployment));
		const draws = this.#draws;
		this.#network = new SimulatedNetwork({
			options,
			delays: deployment.delays,
			draws,
			trace: this.#trace,
			observer,
			now,
			schedule,
		});
		const environment = {
			options: { ...options, syncLatency: syncLatency(options, deployment.delays) },
			draws,
			trace: this.#trace,
			network: this.#network,
			stateChanged: states && (() => states.changed(this.#now, this.nodes, (node) => this.inspect(node))),
			invariants: this.#invariants,
			observer,
			now,
			schedule,
			log: (node: NodeId, line: string) => this.#log(node, line),
		};
		this.#nodes = new Map(
			deployment.nodes.map((id) => {
				const peers = deployment.nodes.filter((other) => other !== id);
				return [id, new SimulatedNode(id, peers, deployment.program.create, environment)];
			}),
		);
		for (const node of this.#nodes.values()) this.#queue.push(0, () => node.start());
	}

	random(purpose: string): Random {
		return this.#draws.random(purpose);
	}

	connect(client: ClientId, receive: (message: Message) => void): Connection {
		this.#network.attach(client, receive);
		return {
			send: (dest, body) => this.#network.send(client, dest, body),
			close: () => this.#network.detach(client),
		};
	}

	inject(fault: ClusterFault, done: FaultDone): void {
		this.#carryOut(this.#ledger.inject(fault));
		done();
	}

	heal(fault: ClusterFault, done: FaultDone): void {
		this.#carryOut(this.#ledger.heal(fault));
		done();
	}

	watch(observer: ClusterObserver): void {
		this.#observer = observer;
	}

	inspect(node: NodeId): Inspection | undefined {
		return this.#nodes.get(node)?.inspect();
	}

	async drive(begin: (finish: (error?: Error) => void) => void): Promise<void> {
		const outcome: { finished: boolean; error?: Error | undefined } = { finished: false };
		begin((error) => {
			outcome.finished = true;
			outcome.error = error;
		});
		let lastBreath = performance.now();
		let events = 0;
		while (!outcome.finished) {
			this.#step();
			if ((++events & 1023) === 0 && performance.now() - lastBreath > breathMs) {
				await new Promise((resolve) => setImmediate(resolve));
				lastBreath = performance.now();
			}
		}
		if (outcome.error !== undefined) throw outcome.error;
	}

	logTail(node: NodeId, lines: number): readonly string[] {
		return (this.#logs.get(node) ?? []).slice(-lines);
	}

	async shutdown(): Promise<void> {
		this.#ended = true;
	}

	invariants(): InvariantReport | null {
		return this.#invariants?.report() ?? null;
	}

	usage(): Usage {
		return { messages: this.#trace.count('send'), syncs: this.#trace.count('sync') };
	}

	traceHash(): string {
		return this.#trace.digest();
	}

	/** How many events of this kind there were so far. */
	count(kind: TraceKind): number {
		return this.#trace.count(kind);
	}

	trace(): Iterable<string> {
		return this.#trace.lines();
	}

	#step(): void {
		const time = this.#queue.nextTime;
		const task = this.#queue.pop();
		if (task === undefined)
			throw new RuntimeError('stalled', 'Nothing will ever happen again: no message, timer or client is left');
		if (this.#ended) throw new RuntimeError('stalled', 'The cluster was shut down while it was driven');
		if (time > this.#now) {
			this.#now = time;
			this.#eventsAtThisInstant = 0;
		} else if (++this.#eventsAtThisInstant > eventsAtOneInstantMax) {
			throw new RuntimeError(
				'stalled',
				`${eventsAtOneInstantMax} events happened at ${time / 1e6} ms and time does not pass: is there a timer of 0 ms that sets itself again?`,
			);
		}
		task();
	}

	#setTimer(delay: number, then: () => void): () => void {
		let set = true;
		this.#queue.push(this.#now + Math.max(0, Math.round(delay)), () => {
			if (set) then();
		});
		return () => {
			set = false;
		};
	}

	#carryOut(changes: readonly Change[]): void {
		for (const change of changes) {
			if (change.kind === 'link') {
				this.#network.setCondition(change.link, change.condition);
				continue;
			}
			const node = this.#nodes.get(change.node);
			if (node === undefined) throw new RuntimeError('fault-not-injected', `There is no node \`${change.node}\``);
			this.#carryOutOn(node, change);
		}
	}

	#carryOutOn(node: SimulatedNode, change: Exclude<Change, { kind: 'link' }>): void {
		if (change.kind === 'kill') node.kill(change.unsynced);
		else if (change.kind === 'clock') node.setClock(change.condition);
		else if (change.kind === 'disk') node.setDisk(change.condition);
		else if (change.kind === 'damage') node.damage(change.damage);
		else if (change.kind === 'revive') node.revive(change.paused);
		else node[change.kind]();
	}

	#log(node: NodeId, line: string): void {
		const lines = this.#logs.get(node) ?? [];
		lines.push(`${(this.#now / 1e6).toFixed(3)} ms ${line}`);
		this.#logs.set(node, lines);
	}
}

function branchesOf({ branches = [] }: Deployment): readonly Branch[] {
	return branches.map(({ atMs, seed }) => ({ at: Math.round(atMs * 1e6), seed }));
}

/** Where nothing is drawn for messages, nothing is drawn for the disk either. */
function syncLatency(options: SimulationOptions, delays: Delays | undefined): SimulationOptions['syncLatency'] {
	return delays?.kind === 'constant' ? { kind: 'constant', ms: delays.ms } : options.syncLatency;
}
