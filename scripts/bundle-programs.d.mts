/** Bundles the programs of `bin/` from the sources into a folder, relative to the checkout. */
export function bundlePrograms(outdir: string): Promise<void>;
