/** A value that survives `JSON.parse(JSON.stringify(value))` unchanged. */
export type JsonValue =
	| null
	| boolean
	| number
	| string
	| readonly JsonValue[]
	| { readonly [field: string]: JsonValue };
