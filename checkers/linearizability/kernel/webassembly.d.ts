/** The part of WebAssembly's JavaScript interface that is used here; the types of Node 20 do not name it. */
declare namespace WebAssembly {
	class Module {
		constructor(bytes: Uint8Array);
	}
	class Instance {
		constructor(module: Module, imports: Record<string, Record<string, unknown>>);
		readonly exports: Record<string, unknown>;
	}
	class RuntimeError extends Error {}
	interface Memory {
		readonly buffer: ArrayBuffer;
	}
	interface Global {
		readonly value: number;
	}
}
