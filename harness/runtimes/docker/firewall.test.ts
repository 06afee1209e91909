import { expect, it } from 'vitest';
import { healthyLink } from '../conditions.ts';
import { firewallScript, redirectScript } from './firewall.ts';

const preamble = [
	'add table inet faultline',
	'add chain inet faultline input { type filter hook input priority 0; policy accept; }',
	'flush chain inet faultline input',
];

it("drops what cut peers send to this pod's port, and nothing else", () => {
	const senders = new Map([
		['198.18.0.10', { ...healthyLink, cut: true, lossProbability: 0.5 }],
		['198.18.0.11', healthyLink],
		['198.18.0.12', { ...healthyLink, lossProbability: 0.25 }],
		['198.18.0.13', { ...healthyLink, lossProbability: 1 }],
	]);
	expect(firewallScript(senders).split('\n')).toEqual([
		...preamble,
		'add rule inet faultline input ip saddr 198.18.0.10 tcp dport { 7000, 7001 } drop',
		'add rule inet faultline input ip saddr 198.18.0.12 tcp dport { 7000, 7001 } numgen random mod 10000 < 2500 drop',
		'add rule inet faultline input ip saddr 198.18.0.13 tcp dport { 7000, 7001 } drop',
	]);
});

it('takes every rule away when all is healed', () => {
	expect(firewallScript(new Map([['198.18.0.10', healthyLink]])).split('\n')).toEqual(preamble);
});

it("leads what peers dial at the node's port to the proxy, and nobody else", () => {
	expect(redirectScript(['198.18.0.10', '198.18.0.11']).split('\n')).toEqual([
		'add table inet faultline',
		'add chain inet faultline prerouting { type nat hook prerouting priority -100; policy accept; }',
		'add rule inet faultline prerouting ip saddr 198.18.0.10 tcp dport 7000 redirect to :7001',
		'add rule inet faultline prerouting ip saddr 198.18.0.11 tcp dport 7000 redirect to :7001',
	]);
});
