export { html } from './html/html.ts';
export { type AsciiHistoryOptions, asciiHistory } from './terminal/ascii-history.ts';
export { type TerminalOptions, terminal } from './terminal/terminal.ts';
