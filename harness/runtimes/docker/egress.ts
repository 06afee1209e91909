import { bandwidthQueueMs, type LinkCondition } from '../conditions.ts';
import { delayTable } from './delay-table.ts';
import { nodePort } from './firewall.ts';

const device = 'eth0';
/** What is not limited gets a class of its own that never holds anything back. */
const unlimited = '100gbit';
const unlimitedClass = '1:1';
/** A packet of an Ethernet and what goes around it: a bucket must hold at least one. */
const burstBytesMin = 2_000;
/** A bucket is filled this often a second. */
const refillsPerSecond = 50;
/** Packets that netem keeps at a time: enough for a second at 100 Mbit/s. */
const netemPackets = 10_000;

/**
 * What `tc -batch` has to do so that a pod sends to its peers as told. Packets are sorted by where they go: a class of its own
 * for each link that is slow, and behind it what makes it so. Only what goes to a peer's listening port counts: the messages
 * of one direction (`firewall.ts` says why).
 *
 * @param receivers by address
 * @param netem whether the kernel has `sch_netem`; without it nothing but bandwidth is limited here
 * @returns what replaces what an earlier script has made, which has to be taken away before; nothing when no link is slow
 */
export function egressScript(receivers: ReadonlyMap<string, LinkCondition>, netem: boolean): readonly string[] {
	const slow = [...receivers].filter(([, condition]) => isShaped(condition, netem));
	if (slow.length === 0) return [];
	return [
		`qdisc add dev ${device} root handle 1: htb default 1`,
		`class add dev ${device} parent 1: classid ${unlimitedClass} htb rate ${unlimited}`,
		...slow.flatMap(([address, condition], i) => linkScript(address, condition, netem, i + 2)),
	];
}

/** Takes away all that a script has made. What waits there is lost, and sent again by TCP. */
export const egressRemoval: string = `qdisc del dev ${device} root`;

/** Delay tables that the script names, as files for `tc` to find, by name. */
export function delayTables(receivers: ReadonlyMap<string, LinkCondition>): ReadonlyMap<string, string> {
	const tables = new Map<string, string>();
	for (const condition of receivers.values()) {
		const table = delayTable(condition);
		if (table !== undefined) tables.set(table.name, table.text);
	}
	return tables;
}

/** Whether there is something to do about this link. */
function isShaped(condition: LinkCondition, netem: boolean): boolean {
	return condition.bytesPerSecond !== null || (netem && condition.delays.length > 0);
}

function linkScript(address: string, condition: LinkCondition, netem: boolean, index: number): readonly string[] {
	const number = index.toString(16);
	const classId = `1:${number}`;
	const delay = netem ? netemDelay(condition) : undefined;
	const shapers = [
		...(delay === undefined ? [] : [`netem limit ${netemPackets} ${delay}`]),
		...(condition.bytesPerSecond === null ? [] : [bucket(condition.bytesPerSecond)]),
	];
	return [
		`class add dev ${device} parent 1: classid ${classId} htb rate ${unlimited}`,
		// The second one, if there is one, is the child of the first.
		...shapers.map((shaper, depth) => {
			const parent = depth === 0 ? classId : `${number}0:1`;
			return `qdisc add dev ${device} parent ${parent} handle ${number}${depth}: ${shaper}`;
		}),
		`filter add dev ${device} parent 1: protocol ip u32 match ip dst ${address}/32 match ip protocol 6 0xff match ip dport ${nodePort} 0xffff flowid ${classId}`,
	];
}

function bucket(bytesPerSecond: number): string {
	const burst = Math.max(burstBytesMin, Math.ceil(bytesPerSecond / refillsPerSecond));
	return `tbf rate ${bytesPerSecond * 8}bit burst ${burst} latency ${bandwidthQueueMs}ms`;
}

/** Nothing but delays: the receiver's packet filter loses packets, and its proxy doubles and reorders messages. */
function netemDelay(condition: LinkCondition): string | undefined {
	const { delays } = condition;
	const table = delayTable(condition);
	if (table !== undefined) return `delay ${table.meanMs}ms ${table.deviationMs}ms distribution ${table.name}`;
	if (delays.length === 0) return undefined;
	return `delay ${delays.reduce((sum, delay) => sum + (delay.kind === 'constant' ? delay.ms : 0), 0)}ms`;
}
