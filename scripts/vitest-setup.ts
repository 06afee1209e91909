import { buildKernel } from './build-kernel.mjs';
import { buildReportPage } from './build-report-page.mjs';

/** Tests run from the sources: what has to be built first is the linearizability kernel and the page of the report. */
export default async function setup(): Promise<void> {
	await Promise.all([buildKernel(), buildReportPage()]);
}
