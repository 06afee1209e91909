import type { LinkCondition } from '../conditions.ts';

/** Where nodes listen for each other, and for the controller. */
export const nodePort = 7_000;
/** Where the proxy listens that carries what peers send, if the pod has one. */
export const proxyPort = 7_001;

const table = 'inet faultline';
/** Probabilities are set to one part in so many. */
const resolution = 10_000;

/**
 * What `nft` has to do so that a pod receives from its peers as told. One transaction: there is no moment with half of it.
 *
 * Each direction of a link has a TCP connection of its own, dialled by the sender. So dropping what arrives at this pod's
 * listening port from a peer stops that peer's messages and nothing else: the peer's acknowledgements of this pod's own
 * messages come from its listening port, to another port here. A plain drop of all of a peer's packets would stop both
 * directions, for no TCP connection survives without acknowledgements.
 *
 * Loss is of packets, as on a real wire: TCP sends them again, so that messages come late, and are lost when a connection has
 * been silent for too long.
 *
 * @param senders by address
 */
export function firewallScript(senders: ReadonlyMap<string, LinkCondition>): string {
	const chain = `${table} input`;
	const ports = `{ ${nodePort}, ${proxyPort} }`;
	const rules = [...senders].flatMap(([address, condition]) =>
		verdicts(condition).map((verdict) => `add rule ${chain} ip saddr ${address} tcp dport ${ports} ${verdict}`),
	);
	return [
		`add table ${table}`,
		`add chain ${chain} { type filter hook input priority 0; policy accept; }`,
		`flush chain ${chain}`,
		...rules,
	].join('\n');
}

/**
 * What `nft` has to do so that a pod's proxy gets the connections that peers dial. It concerns new connections alone, so it
 * comes before the first one. The chain of `firewallScript` sees the packets behind it, with the proxy's port.
 *
 * @param peers their addresses: the controller, who is not among them, reaches the node itself
 */
export function redirectScript(peers: readonly string[]): string {
	const chain = `${table} prerouting`;
	return [
		`add table ${table}`,
		`add chain ${chain} { type nat hook prerouting priority -100; policy accept; }`,
		...peers.map((peer) => `add rule ${chain} ip saddr ${peer} tcp dport ${nodePort} redirect to :${proxyPort}`),
	].join('\n');
}

function verdicts({ cut, lossProbability }: LinkCondition): readonly string[] {
	if (cut || lossProbability >= 1) return ['drop'];
	const share = Math.round(lossProbability * resolution);
	return share === 0 ? [] : [`numgen random mod ${resolution} < ${share} drop`];
}
