import type { CampaignReporterChoice } from '../../harness/model/index.ts';
import { campaignPage } from './page/page.ts';

/** `index.html`: the campaign on one page, with links to the reports of the runs that failed. */
export const campaignHtml: CampaignReporterChoice = {
	name: 'html',
	description: 'a page with every run and links to the reports of failing ones, in index.html',
	create: ({ writeFile }) => ({ onEnd: (summary) => writeFile('index.html', campaignPage(summary)) }),
};
