/** Writes the module, if the one that is there was not made from the sources of today. Returns whether it was written. */
export function buildReportPage(outFile?: string): Promise<boolean>;
export const pageModule: string;
