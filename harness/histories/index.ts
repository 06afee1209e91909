export { HistoryFileError } from './history-file-error.ts';
export { formatEvent } from './jsonl.ts';
export { type HistoryFormat, historyFormats, readHistory } from './read-history.ts';
