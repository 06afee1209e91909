import type { CheckerChoice } from '../../../harness/model/index.ts';

/** About twice what two- and three-phase commit use for transactions of two or three participants, and for the readings of logs. */
export const trafficBound: CheckerChoice = {
	checker: 'cost',
	options: { messagesPerOperationMax: 35, messagesPerSecondMax: 150 },
};
