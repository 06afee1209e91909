/** The promise's result, or a rejection with `error()` when that takes longer than `timeoutMs`. */
export async function within<T>(timeoutMs: number, promise: Promise<T>, error: () => Error): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const expired = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(error()), timeoutMs);
	});
	try {
		return await Promise.race([promise, expired]);
	} finally {
		clearTimeout(timer);
	}
}
