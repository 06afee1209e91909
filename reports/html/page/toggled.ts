/** With it if it was not there, without it if it was. */
export function toggled<T>(set: ReadonlySet<T>, member: T): ReadonlySet<T> {
	const changed = new Set(set);
	if (!changed.delete(member)) changed.add(member);
	return changed;
}
