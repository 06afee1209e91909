/** The style sheet of the campaign's page: that of a run's report, in small. */
export const style = `
:root { --paper: #fbfaf8; --card: #fff; --ink: #1f2328; --muted: #66707b; --line: #e4e2dd; --valid: #1d7f4e; --invalid: #c4302b; --unknown: #855800; }
@media (prefers-color-scheme: dark) {
	:root { --paper: #14171b; --card: #1b1f25; --ink: #e4e7eb; --muted: #949da8; --line: #2e343c; --valid: #54c08a; --invalid: #ff7b72; --unknown: #e2b341; }
}
body { margin: 28px auto; padding: 0 24px; max-width: 1160px; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, "DejaVu Sans", sans-serif; }
header { padding: 22px 30px; background: var(--card); border: 1px solid var(--line); border-top: 5px solid var(--tone); border-radius: 10px; }
h1 { margin: 0; color: var(--tone); font-size: 30px; }
h2 { margin: 36px 0 12px; font-size: 20px; }
p { margin: 6px 0; }
.valid { --tone: var(--valid); }
.invalid, .error { --tone: var(--invalid); }
.unknown { --tone: var(--unknown); }
details { margin: 8px 0; padding: 10px 16px; background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--tone); border-radius: 6px; overflow-wrap: anywhere; }
summary { cursor: pointer; }
summary b, td.invalid, td.error, td.unknown { color: var(--tone); }
a { margin-left: 8px; color: inherit; }
pre { overflow-x: auto; padding: 12px; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; font-size: 13px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); text-align: left; font-weight: 400; overflow-wrap: anywhere; }
thead th { color: var(--muted); white-space: nowrap; }
.number { font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
.matrix td { padding: 4px; border-left: 3px solid var(--paper); }
.matrix td[class] { background: color-mix(in srgb, var(--tone) 16%, transparent); }
.matrix button { width: 100%; padding: 6px 8px; border: 0; background: none; color: var(--ink); font: inherit; cursor: pointer; text-align: center; }
.matrix button:hover { text-decoration: underline; }
.runs thead button { padding: 0; border: 0; background: none; color: inherit; font: inherit; cursor: pointer; }
.runs [aria-sort="ascending"] button::after { content: " ▲"; }
.runs [aria-sort="descending"] button::after { content: " ▼"; }
.filter { display: flex; flex-wrap: wrap; gap: 10px 18px; align-items: end; margin: 0 0 12px; }
.filter[hidden] { display: none; }
.filter label { color: var(--muted); font-size: 13px; }
.filter input, .filter select { display: block; padding: 5px 8px; max-width: 260px; border: 1px solid var(--line); border-radius: 6px; background: var(--card); color: var(--ink); font: inherit; font-size: 14px; }
.filter output { margin-left: auto; color: var(--muted); }
:focus-visible { outline: 2px solid #2a5db0; outline-offset: 2px; }
`;
