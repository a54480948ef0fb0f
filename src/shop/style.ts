import { sourceHash } from '../markup/source-hash.ts';

/** One style sheet for the storefront: light and dark, phone and desktop, nothing loaded. */
export const style = `
:root { color-scheme: light dark; font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  --ground: light-dark(#faf9f6, #12140f); --sheet: light-dark(#fff, #1b1e17); --line: light-dark(#e4e1d8, #33372c);
  --text: light-dark(#20231c, #eceee6); --soft: light-dark(#5f6457, #a4a998); --accent: light-dark(#2f5d43, #8fcfa8);
  --press: light-dark(#2f5d43, #35694b); --edge: light-dark(#8d9284, #6a705f); --warn: light-dark(#9a3412, #ffb08a); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
.wrap { max-width: 70rem; margin: 0 auto; padding-inline: 1.25rem; }
.skip { position: absolute; left: -100vw; } .skip:focus { left: 1rem; top: .5rem; background: var(--sheet); padding: .5rem .75rem; z-index: 1; }
.top { background: var(--sheet); border-bottom: 1px solid var(--line); }
.top .wrap { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1.25rem; padding-block: .75rem; }
.top a { color: inherit; text-decoration: none; padding: .35rem 0; } .top a:hover { text-decoration: underline; }
.brand { font-weight: 700; font-size: 1.125rem; letter-spacing: -.01em; }
.top nav { display: flex; gap: 1.25rem; margin-left: auto; order: 2; } .top form { display: flex; gap: .5rem; flex: 1 1 16rem; max-width: 28rem; order: 1; }
.top form input { flex: 1; min-width: 0; }
main { padding-block: 1.5rem 3rem; } footer { border-top: 1px solid var(--line); color: var(--soft); font-size: .875rem; padding-block: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.015em; margin: 0 0 1rem; text-wrap: balance; overflow-wrap: anywhere; }
.number { white-space: nowrap; } h2 { font-size: 1.0625rem; margin: 0 0 .75rem; } p { margin: 0 0 .75rem; overflow-wrap: anywhere; }
.soft { color: var(--soft); } .small { font-size: .875rem; } .price { font-weight: 650; } s { color: var(--soft); font-weight: 400; }
.tags { display: flex; gap: .5rem; overflow-x: auto; padding-bottom: .5rem; margin: 0 0 1rem; scrollbar-width: thin; }
.tags a { flex: none; padding: .3rem .8rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--sheet); color: inherit; text-decoration: none; font-size: .9375rem; }
.tags a[aria-current] { background: var(--press); border-color: var(--press); color: #fff; }
.bar { display: flex; flex-wrap: wrap; align-items: baseline; justify-content: space-between; gap: .5rem 1rem; margin-bottom: 1rem; } .bar h1 { margin: 0; }
.sorts { display: flex; flex-wrap: wrap; gap: .25rem .9rem; font-size: .9375rem; } .sorts a[aria-current] { color: inherit; text-decoration: none; font-weight: 650; }
.goods { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(10rem, 44%), 1fr)); gap: 1.25rem 1rem; }
.goods a { display: block; color: inherit; text-decoration: none; } .goods a:hover .name { text-decoration: underline; }
.goods .name { display: block; margin-top: .5rem; line-height: 1.35; overflow-wrap: anywhere; }
.picture { display: block; width: 100%; height: auto; aspect-ratio: 1; border-radius: .6rem; }
.pages { display: flex; gap: 1rem; justify-content: space-between; margin-top: 1.75rem; } .pages a[rel=next] { margin-left: auto; }
.sheet { background: var(--sheet); border: 1px solid var(--line); border-radius: .75rem; padding: 1.125rem 1.25rem; margin-bottom: 1rem; }
.two { display: grid; gap: 1rem 2rem; align-items: start; } .two > * { min-width: 0; }
table { width: 100%; border-collapse: collapse; } th, td { padding: .55rem 0; border-top: 1px solid var(--line); text-align: left; vertical-align: baseline; font-weight: 400; overflow-wrap: anywhere; }
tr:first-child > * { border-top: 0; } tbody:not(:first-child) tr:first-child > *, tfoot tr:first-child > * { border-top: 1px solid var(--line); }
td { padding-left: .75rem; text-align: right; white-space: nowrap; } tr.total > * { font-weight: 700; font-size: 1.0625rem; }
.lines { list-style: none; margin: 0 0 1rem; padding: 0; } .lines > li { display: grid; grid-template-columns: 4rem minmax(0, 1fr) auto; gap: .25rem 1rem; padding: .9rem 0; border-top: 1px solid var(--line); align-items: start; }
.lines .picture { border-radius: .4rem; grid-row: span 2; } .lines form { grid-column: 2 / -1; display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; }
label, .label { display: block; font-size: .9375rem; font-weight: 600; } label .soft { font-weight: 400; }
.field { margin-bottom: .9rem; min-width: 0; } .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(11rem, 100%), 1fr)); gap: 0 1rem; }
input, select, textarea { font: inherit; width: 100%; margin-top: .25rem; padding: .55rem .7rem; border: 1px solid var(--edge); border-radius: .45rem; background: var(--ground); color: inherit; }
input.units { width: 5.5rem; margin: 0; } .top input { margin: 0; } input[type=radio] { width: auto; margin: 0; }
[aria-invalid] { border-color: var(--warn); border-width: 2px; } .fault { color: var(--warn); font-size: .875rem; font-weight: 600; }
.choice { display: flex; gap: .7rem; align-items: baseline; padding: .6rem 0; border-top: 1px solid var(--line); font-weight: 400; cursor: pointer; } .choice:first-of-type { border-top: 0; } .choice .price { margin-left: auto; white-space: nowrap; }
fieldset { margin: 0; min-width: 0; } legend { float: left; width: 100%; padding: 0; font-size: 1.0625rem; font-weight: 700; margin-bottom: .75rem; } legend + * { clear: both; }
button, .button { display: inline-block; font: inherit; font-weight: 600; padding: .55rem 1.1rem; border: 1px solid var(--edge); border-radius: .5rem; background: var(--sheet); color: inherit; cursor: pointer; text-decoration: none; text-align: center; }
button.main, .button.main { background: var(--press); border-color: var(--press); color: #fff; } .wide { width: 100%; padding-block: .75rem; margin-bottom: .5rem; } button.plain { border: 0; background: none; padding: .4rem .2rem; font-weight: 400; color: var(--soft); text-decoration: underline; }
.notice { padding: .8rem 1rem; margin: 0 0 1rem; border-radius: .6rem; border: 1px solid color-mix(in srgb, var(--warn) 50%, transparent); background: color-mix(in srgb, var(--warn) 10%, var(--sheet)); } .notice.good { border-color: color-mix(in srgb, var(--accent) 50%, transparent); background: color-mix(in srgb, var(--accent) 10%, var(--sheet)); }
.notice > :last-child { margin-bottom: 0; } .notice ul { margin: .25rem 0 0; padding-left: 1.25rem; } details summary { cursor: pointer; color: var(--soft); } details[open] summary { margin-bottom: .75rem; }
@media (min-width: 48rem) { .two { grid-template-columns: minmax(0, 3fr) minmax(17rem, 2fr); } .two.even { grid-template-columns: minmax(0, 27rem) minmax(0, 1fr); } .stay { position: sticky; top: 1rem; } .goods { grid-template-columns: repeat(auto-fill, minmax(12.5rem, 1fr)); } }
@media (max-width: 39.99rem) { .wrap { padding-inline: 1rem; } .top form { order: 3; flex-basis: 100%; max-width: none; } .sheet { padding: 1rem; } }
@media print { .top, footer, form, .button, details { display: none; } .sheet { border: 0; padding: 0; } }
`;

/** For the pages' Content-Security-Policy: this style sheet and no other. */
export const shopStyleHash = sourceHash(style);
