import type { Mutant } from '../../../harness/model/index.ts';
import { acknowledgeBeforeApplied } from './acknowledge-before-applied.ts';
import { confirmBeforeSync } from './confirm-before-sync.ts';
import { identifiedByContent } from './identified-by-content.ts';
import { inboxInMemory } from './inbox-in-memory.ts';
import { inboxTrimmed } from './inbox-trimmed.ts';
import { outboxInSecondStep } from './outbox-in-second-step.ts';
import { poisonMessage } from './poison-message.ts';
import { publishBeforeCommit } from './publish-before-commit.ts';
import { redeliveryStorm } from './redelivery-storm.ts';
import { refundNotIdempotent } from './refund-not-idempotent.ts';
import { refusalIgnored } from './refusal-ignored.ts';
import { removedAtDelivery } from './removed-at-delivery.ts';

export const mutants: readonly Mutant[] = [
	outboxInSecondStep,
	publishBeforeCommit,
	acknowledgeBeforeApplied,
	inboxInMemory,
	inboxTrimmed,
	identifiedByContent,
	confirmBeforeSync,
	removedAtDelivery,
	refundNotIdempotent,
	refusalIgnored,
	poisonMessage,
	redeliveryStorm,
];
