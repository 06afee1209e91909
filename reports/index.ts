import type { CampaignReporterChoice } from '../harness/model/index.ts';
import { blob } from './campaign/blob.ts';
import { github } from './campaign/github.ts';
import { campaignHtml } from './campaign/html.ts';
import { json } from './campaign/json.ts';
import { junit } from './campaign/junit.ts';
import { list } from './campaign/list.ts';

export { type CampaignFailure, type CampaignJson, campaignJson } from './campaign/json.ts';
export { junitXml } from './campaign/junit.ts';
export { campaignPage } from './campaign/page/page.ts';
export { html } from './html/html.ts';
export { scorecardHtml } from './scorecard/html.ts';
export { scorecardText } from './scorecard/terminal.ts';
export { type AsciiHistoryOptions, asciiHistory } from './terminal/ascii-history.ts';
export { type TerminalOptions, terminal } from './terminal/terminal.ts';
export { blob, campaignHtml, github, json, junit, list };

/** The reporters of a campaign by name; the first is the default. */
export const campaignReporters: readonly CampaignReporterChoice[] = [list, campaignHtml, json, junit, github, blob];
