/** The style sheet of the scorecard's page, beside that of the campaign's. */
export const scorecardStyle = `
.glance td { text-align: center; white-space: nowrap; border-left: 3px solid var(--paper); line-height: 1.25; }
.glance td b { display: block; font-weight: 600; }
.glance td small, td small { color: var(--muted); font-size: 12px; display: block; }
.good { background: color-mix(in srgb, var(--valid) 22%, transparent); }
.fair { background: color-mix(in srgb, var(--unknown) 22%, transparent); }
.poor { background: color-mix(in srgb, var(--invalid) 22%, transparent); }
.none { color: var(--muted); }
.scroll { overflow-x: auto; }
.scroll th, .scroll td { overflow-wrap: normal; white-space: nowrap; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 0 0 6px; padding: 0; list-style: none; }
.legend i { display: inline-block; width: 12px; height: 12px; margin-right: 6px; border-radius: 2px; vertical-align: -1px; background: var(--s); }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(460px, 100%), 1fr)); gap: 20px; }
figure { margin: 0; padding: 14px 18px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
figcaption { font-weight: 600; margin-bottom: 6px; }
figcaption span { display: block; font-weight: 400; color: var(--muted); font-size: 13px; }
svg { width: 100%; height: auto; display: block; }
svg text { font: 12px system-ui, "DejaVu Sans", sans-serif; fill: var(--ink); }
svg .fault { text-anchor: end; fill: var(--muted); }
rect { fill: var(--s); }
rect.never { fill: none; stroke: var(--s); stroke-dasharray: 4 3; }
.whisker { stroke: var(--ink); stroke-width: 1.5; opacity: .75; }
.s0 { --s: #3d7eb8; } .s1 { --s: #d08a2e; } .s2 { --s: #4f9d69; } .s3 { --s: #a05fb4; } .s4 { --s: #c4544f; } .s5 { --s: #6b7a88; }
caption { text-align: left; font-weight: 600; padding: 18px 0 6px; }
code { overflow-wrap: anywhere; font-size: 12px; }
`;
