/** The style sheet of the campaign's page: that of a run's report, in small. */
export const style = `
:root { --paper: #fbfaf8; --card: #fff; --ink: #1f2328; --muted: #66707b; --line: #e4e2dd; --valid: #1d7f4e; --invalid: #c4302b; --unknown: #a06a00; }
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
`;
