/** What is known of a class of operations, as the kernel has it; see `kernel/assembly/problem.ts`. */

/** Never changes the state. */
export const READ_ONLY = 1;
/** Possible in every state, and the next state is always the same. */
export const BLIND = 2;
/** Possible in every state: a blind operation right after it hides it. Of native steps alone; every blind one is. */
export const HIDEABLE = 4;
