import type { LinkCondition } from '../conditions.ts';

/** Where nodes listen for each other, and for the controller. */
export const nodePort = 7_000;

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
	const rules = [...senders].flatMap(([address, condition]) =>
		verdicts(condition).map((verdict) => `add rule ${chain} ip saddr ${address} tcp dport ${nodePort} ${verdict}`),
	);
	return [
		`add table ${table}`,
		`add chain ${chain} { type filter hook input priority 0; policy accept; }`,
		`flush chain ${chain}`,
		...rules,
	].join('\n');
}

function verdicts({ cut, lossProbability }: LinkCondition): readonly string[] {
	if (cut || lossProbability >= 1) return ['drop'];
	const share = Math.round(lossProbability * resolution);
	return share === 0 ? [] : [`numgen random mod ${resolution} < ${share} drop`];
}
