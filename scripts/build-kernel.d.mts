/** Where the module with the compiled kernel lies in a checkout. */
export const kernelModule: string;
/** Compiles the kernel into a TypeScript module unless it is up to date. Returns whether it was written. */
export function buildKernel(outFile?: string): Promise<boolean>;
