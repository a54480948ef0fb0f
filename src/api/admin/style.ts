import { sourceHash } from '../../markup/source-hash.ts';

/** One style sheet for the operators' pages: light and dark, phone and desktop, nothing loaded. */
export const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  --ground: light-dark(#f3f5f8, #0d1117); --card: light-dark(#fff, #161b22); --line: light-dark(#dfe4ea, #2b323c);
  --text: light-dark(#16202c, #e6ebf2); --soft: light-dark(#566171, #9aa6b5); --accent: light-dark(#1a56b0, #7ab1ff);
  --bar: light-dark(#3f7ad6, #4c8dee); --ok: light-dark(#146c3c, #56d091); --degraded: light-dark(#855600, #e8b64a);
  --critical: light-dark(#b3261e, #ff8a80); --unknown: light-dark(#566171, #9aa6b5);
  --shade: light-dark(#0003, #000c); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: .15em; text-decoration-thickness: 1px; }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, [tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.wrap { max-width: 80rem; margin: 0 auto; padding: 0 1.25rem; }
.top { background: var(--card); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.25rem; min-height: 3.25rem; padding-block: .5rem; }
.top a { text-decoration: none; color: var(--soft); padding: .25rem 0; }
.top a:hover, .top a[aria-current] { color: var(--text); }
.top a[aria-current] { box-shadow: 0 2px 0 var(--accent); }
.top .brand { color: var(--text); font-weight: 650; letter-spacing: .01em; display: flex; align-items: center; gap: .5rem; margin-right: .5rem; }
.brand svg { fill: var(--accent); }
.top nav { display: flex; flex-wrap: wrap; gap: .125rem 1.125rem; }
.top .find { margin-left: auto; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .25rem .5rem; z-index: 1; }
main.wrap { padding-block: 1.5rem 3rem; }
h1 { font-size: 1.375rem; line-height: 1.3; margin: 0; font-weight: 650; text-wrap: balance; }
h2 { font-size: .9375rem; margin: 0; font-weight: 650; }
p { margin: 0; }
.soft { color: var(--soft); } .small { font-size: .8125rem; } .mono { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .875em; }
.banner { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; margin-bottom: 1.25rem; }
.banner [role=status] { display: flex; align-items: center; gap: .75rem; flex: 1 1 20rem; min-width: 0; }
.banner svg { flex: none; }
.grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 1rem; }
.stack { grid-column: span 12; display: flex; flex-direction: column; gap: 1rem; min-width: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(19rem, 100%), 1fr)); gap: 1rem; }
.card { grid-column: span 12; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.125rem 1.125rem; min-width: 0; display: flex; flex-direction: column; gap: .75rem; }
.card > header { display: flex; align-items: center; justify-content: space-between; gap: .75rem; }
.card > .words { color: var(--soft); font-size: .875rem; margin-top: -.5rem; text-wrap: pretty; overflow-wrap: anywhere; }
.pill { display: inline-flex; align-items: center; gap: .4em; font-size: .75rem; font-weight: 600; line-height: 1; padding: .35em .65em .35em .5em; border-radius: 1em; white-space: nowrap; color: var(--hue); background: color-mix(in srgb, var(--hue) 13%, transparent); }
.pill::before { content: ""; width: .5em; height: .5em; border-radius: 50%; background: currentColor; }
.is-ok { --hue: var(--ok); } .is-degraded { --hue: var(--degraded); } .is-critical { --hue: var(--critical); } .is-unknown { --hue: var(--unknown); }
.is-degraded.pill::before { border-radius: 0; transform: rotate(45deg) scale(.9); } .is-critical.pill::before { border-radius: 1px; } .is-unknown.pill::before { background: none; border: 1.5px solid; }
.card.is-degraded, .card.is-critical { border-color: color-mix(in srgb, var(--hue) 55%, var(--line)); }
dl { margin: 0; }
.pair > .card { grid-column: auto; }
.figures { display: flex; flex-wrap: wrap; gap: .625rem 2rem; align-items: start; }
.figures > div { min-width: 0; }
.figures dt, th { font-size: .75rem; font-weight: 500; color: var(--soft); }
.figures dd { margin: 0; font-size: 1.25rem; font-weight: 600; line-height: 1.25; letter-spacing: -.01em; }
.figures .big dd { font-size: 2.5rem; line-height: 1.05; letter-spacing: -.03em; }
.figures dd small { font-size: .8125rem; font-weight: 500; color: var(--soft); letter-spacing: 0; }
.chart { display: block; width: 100%; height: 4.5rem; margin-top: auto; overflow: visible; }
.chart rect { fill: var(--bar); } .chart .unseen { fill: var(--line); } .chart line { stroke: var(--line); }
.axis { display: flex; justify-content: space-between; font-size: .75rem; color: var(--soft); margin-top: -.5rem; }
.list { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .375rem 1rem; font-size: .875rem; }
.list > div { display: contents; } .list dt { color: var(--soft); } .list dd { margin: 0; text-align: right; overflow-wrap: anywhere; }
.meter { display: block; width: 100%; height: .375rem; border-radius: 1rem; overflow: hidden; background: var(--line); } .meter rect { fill: var(--hue, var(--bar)); }
.scroll { overflow-x: auto; margin-inline: -1.125rem; padding-inline: 1.125rem; background:
  linear-gradient(90deg, var(--card) 40%, transparent) 0 / 2.5rem 100% no-repeat local, linear-gradient(270deg, var(--card) 40%, transparent) 100% / 2.5rem 100% no-repeat local,
  linear-gradient(90deg, var(--shade), transparent) 0 / 1rem 100% no-repeat, linear-gradient(270deg, var(--shade), transparent) 100% / 1rem 100% no-repeat; }
table { width: 100%; border-collapse: collapse; font-size: .875rem; }
th, td { text-align: left; padding: .45rem .75rem .45rem 0; border-bottom: 1px solid var(--line); vertical-align: baseline; }
th:last-child, td:last-child { padding-right: 0; } tbody tr:last-child > * { border-bottom: 0; } tfoot tr > * { border-bottom: 0; font-weight: 650; } tfoot tr.soft > * { padding-block: .125rem; font-weight: 400; }
tbody th, tfoot th { font-size: inherit; font-weight: 600; color: inherit; } th .soft { font-weight: 400; }
.number { text-align: right; white-space: nowrap; } .number + :not(.number) { padding-left: .75rem; } .nowrap { white-space: nowrap; } .any { overflow-wrap: anywhere; } .scroll .any { min-width: 7rem; }
td.zero { color: var(--soft); }
.entries { list-style: none; margin: 0; padding: 0; font-size: .875rem; } .entries li { padding: .6rem 0; border-top: 1px solid var(--line); }
.entries li:first-child { padding-top: 0; border-top: 0; } .entries .row { display: flex; justify-content: space-between; gap: .75rem; }
iframe.mail { width: 100%; max-width: 26rem; height: 34rem; border: 1px solid var(--line); border-radius: .4rem; resize: vertical; } pre { margin: .5rem 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.qr svg { display: block; width: 14rem; height: auto; } form.find, form.search { display: flex; gap: .375rem; } form.search { flex-wrap: wrap; } .search input { flex: 1 1 7rem; }
.tools > * { min-width: 0; } .tools { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .75rem 1.5rem; }
.tabs { display: flex; flex-wrap: wrap; gap: .25rem 1rem; font-size: .875rem; } .tabs a { text-decoration: none; padding: .3rem 0; color: var(--soft); }
.tabs a[aria-current] { color: var(--text); box-shadow: 0 2px 0 var(--accent); }
.pages { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .5rem 1rem; font-size: .875rem; } .pages a[rel=next] { margin-left: auto; }
.buttons { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem .75rem; font-size: .875rem; }
.button { display: inline-block; font-size: .875rem; padding: .3rem .75rem; border: 1px solid light-dark(#8a94a3, #566171); border-radius: .4rem; text-decoration: none; color: inherit; }
.button.primary, button.primary { background: light-dark(#1a56b0, #2a62b8); border-color: transparent; color: #fff; } .button.grave { color: var(--critical); border-color: currentColor; } button.grave { background: #b3261e; border-color: transparent; color: #fff; }
.narrow { max-width: 40rem; margin: 0 auto; } .notice { margin: 0 0 1rem; padding: .6rem .875rem; border-radius: .5rem; background: color-mix(in srgb, var(--hue) 13%, transparent); border: 1px solid color-mix(in srgb, var(--hue) 45%, transparent); font-size: .875rem; overflow-wrap: anywhere; }
form.action { display: flex; flex-direction: column; gap: 1rem; font-size: .875rem; } .field { display: flex; flex-direction: column; gap: .25rem; } .field > span { font-weight: 600; }
.field small { color: var(--soft); font-size: .8125rem; } small.fault { color: var(--critical); font-weight: 600; } [aria-invalid] { border-color: var(--critical); }
input[type=checkbox] { padding: 0; } .check { display: flex; align-items: baseline; gap: .5rem; } .sentences { margin: 0; padding-left: 1.25rem; display: flex; flex-direction: column; gap: .5rem; overflow-wrap: anywhere; }
.action input, .action select, .action textarea, .action button, .narrow .button { font-size: 1rem; padding: .5rem .75rem; } td input.units { width: 5rem; text-align: right; }
input, select, textarea { font: inherit; font-size: .875rem; min-width: 0; padding: .3rem .6rem; border: 1px solid light-dark(#8a94a3, #566171); border-radius: .4rem; background: var(--ground); color: inherit; } textarea { resize: vertical; min-height: 12rem; font-family: ui-monospace, monospace; }
button { font: inherit; font-size: .875rem; padding: .3rem .75rem; border: 1px solid light-dark(#8a94a3, #566171); border-radius: .4rem; background: var(--card); color: inherit; cursor: pointer; }
.live { font-size: .8125rem; color: var(--soft); }
.live[data-state=live]::before { content: ""; display: inline-block; margin-right: .5rem; width: .5rem; height: .5rem; border-radius: 50%; background: var(--ok); animation: beat 2s ease-in-out infinite; }
.live[data-state=lost] { color: var(--critical); font-weight: 600; }
@keyframes beat { 50% { opacity: .35; } }
@media (prefers-reduced-motion: reduce) { .live::before { animation: none !important; } }
body:has(.live[data-state=lost]) .grid { opacity: .55; }
@media (min-width: 62rem) { .half { grid-column: span 6; } .third { grid-column: span 4; } .two-thirds { grid-column: span 8; } }
@media (min-width: 40rem) and (max-width: 61.99rem) { .card.third { grid-column: span 6; } }
@media (max-width: 39.99rem) {
  .wrap { padding-inline: .875rem; } .top .find { margin-left: 0; width: 100%; } .top .find input { flex: 1; }
  .card { padding-inline: .875rem; } .scroll { margin-inline: -.875rem; padding-inline: .875rem; }
  .figures { gap: .625rem 1.5rem; } .wide-only { display: none; } th, td { padding-right: .5rem; }
}
.box { display: inline-block; width: 1rem; height: 1rem; border: 1px solid; border-radius: 2px; vertical-align: -.15rem; } h1 .pill { vertical-align: .2rem; }
@media print { :root { color-scheme: light; } body { background: none; } .top, .live, .buttons, .noprint { display: none; } .card { break-inside: avoid; } #slip { border: 0; padding: 0; break-inside: auto; } tr { break-inside: avoid; } }
`;

/** For a page's Content-Security-Policy: this style sheet and no other. */
export const styleHash = sourceHash(style);
