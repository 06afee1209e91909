import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { hasKernelFeature, type KernelFeature } from './kernel.ts';
import { hasNetem, type Machine, supports, volumeSupport } from './supports.ts';

/** A machine with everything but what is named. */
const machine = (without: readonly KernelFeature[], packages: readonly string[] = []): Machine => ({
	has: (feature) => !without.includes(feature),
	missingPackages: () => packages,
});

it('delays with netem where the kernel has it, and with a proxy where not', () => {
	expect(hasNetem(machine([]))).toBe(true);
	expect(hasNetem(machine(['netem']))).toBe(false);
	for (const without of [[], ['netem']] as const)
		expect(supports('delay', machine(without))).toEqual({ supported: true });
	expect(supports('delay', machine(['netem', 'redirect']))).toMatchObject({
		reason: expect.stringContaining('redirect'),
	});
});

it('does not take netem for there where that cannot be seen', () => {
	const blind: Machine = { has: () => 'unknown', missingPackages: () => [] };
	expect(hasNetem(blind)).toBe(false);
	expect(supports('delay', blind).supported).toBe(true);
	expect(supports('bandwidth', blind).supported).toBe(true);
});

it('doubles and reorders messages with a proxy, with netem or without', () => {
	for (const kind of ['duplicate', 'reorder'] as const) {
		for (const without of [[], ['netem']] as const)
			expect(supports(kind, machine(without))).toEqual({ supported: true });
		expect(supports(kind, machine(['redirect']))).toMatchObject({ reason: expect.stringContaining('redirect') });
	}
});

it('says what to install, or what the kernel lacks', () => {
	expect(supports('bandwidth', machine([], ['iproute2']))).toMatchObject({
		reason: expect.stringContaining('apt-get install -y --no-install-recommends iproute2'),
	});
	expect(supports('bandwidth', machine(['tbf', 'htb']))).toMatchObject({
		reason: expect.stringContaining('htb and tbf'),
	});
	expect(volumeSupport(machine(['loop']))).toMatchObject({ reason: expect.stringContaining('loop') });
	expect(volumeSupport(machine([]))).toEqual({ supported: true });
});

it('leaves what a node plays to itself to every machine', () => {
	const bare: Machine = { has: () => false, missingPackages: () => ['everything'] };
	for (const kind of ['clock-step', 'disk-full', 'crash', 'pause'] as const)
		expect(supports(kind, bare).supported).toBe(true);
});

const canTry = process.getuid?.() === 0 && spawnSync('unshare', ['--net', 'tc', '-V']).status === 0;

it.skipIf(!canTry)('finds in this kernel what trying finds', () => {
	for (const [feature, qdisc] of [
		['netem', 'netem delay 1ms'],
		['htb', 'htb'],
		['tbf', 'tbf rate 1mbit burst 10kb latency 1s'],
	] as const) {
		const command = ['--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', ...qdisc.split(' ')];
		const found = hasKernelFeature(feature);
		// A kernel that tells nothing of itself is not wrong.
		if (found !== 'unknown') expect(found, feature).toBe(spawnSync('unshare', command).status === 0);
	}
});
