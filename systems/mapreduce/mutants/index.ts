import type { Mutant } from '../../../harness/model/index.ts';

export const mutants: readonly Mutant[] = [];
