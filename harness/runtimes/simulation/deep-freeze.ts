/** Freezes plain data in depth, so that whoever changes what was sent or stored is caught in the act. */
export function deepFreeze(value: unknown): void {
	if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
	Object.freeze(value);
	for (const item of Object.values(value)) deepFreeze(item);
}
