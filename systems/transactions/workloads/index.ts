export { bank } from './bank.ts';
export { listAppend } from './list-append.ts';
export { votes } from './votes.ts';
