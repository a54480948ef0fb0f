import { type Html, html } from './html.ts';
import { htmlDocument, styleElement } from './html-document.ts';
import { sourceHash } from './source-hash.ts';

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem .75rem 3rem; background: light-dark(#f4f5f7, #14181d); color: light-dark(#16202c, #e6ebf2); }
main { max-width: 40rem; margin: 0 auto; padding: 1.25rem; border-radius: .75rem; background: light-dark(#fff, #1d232b); box-shadow: 0 1px 4px #0003; }
h1 { margin: 0 0 .25rem; font-size: 1.375rem; line-height: 1.3; overflow-wrap: anywhere; }
h1 span { white-space: nowrap; } h2 { margin: 1.25rem 0 .25rem; font-size: 1rem; } p { margin: 0; overflow-wrap: anywhere; } .soft { color: light-dark(#566171, #9aa6b5); font-size: .875rem; }
dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .25rem 1rem; margin: 1rem 0; }
dt { color: light-dark(#566171, #9aa6b5); } dd { margin: 0; text-align: right; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .6rem 0; border-top: 1px solid light-dark(#dfe4ea, #2b323c); text-align: left; vertical-align: baseline; font-weight: 400; }
.soft + table { margin-top: 1rem; } th { overflow-wrap: anywhere; } td { padding-left: .75rem; text-align: right; white-space: nowrap; } tfoot > tr > * { font-weight: 650; } tfoot > tr.soft > * { padding-block: .2rem; border: 0; font-weight: 400; }
form { margin-top: 1rem; } label { display: block; font-size: .875rem; } label + label { margin-top: .75rem; }
input { display: block; width: 100%; margin-top: .25rem; padding: .6rem .7rem; font: inherit; border: 1px solid light-dark(#b8c0cc, #46505e); border-radius: .4rem; background: light-dark(#fff, #14181d); color: inherit; }
button { margin-top: 1rem; padding: .65rem 1.25rem; font: inherit; font-weight: 600; border: 0; border-radius: .4rem; background: #1f5fbf; color: #fff; cursor: pointer; }
.fault { margin-top: 1rem; padding: .6rem .8rem; border-radius: .4rem; background: light-dark(#fde8e8, #4a1d1d); }
a { color: inherit; } code { overflow-wrap: anywhere; }
@media (min-width: 40rem) { body { padding-top: 2.5rem; } main { padding: 2rem; } }
@media print { body { background: none; } main { box-shadow: none; } }
`;

/** For the pages' Content-Security-Policy: this style sheet and no other. */
export const plainPageStyleHash = sourceHash(style);

/** A page of one sheet, for a person who came by a link: light and dark, phone, desktop and print, nothing loaded. */
export function plainPage(title: string, content: Html): string {
  return htmlDocument({ title, head: styleElement(style), content: html`<main>\n${content}\n</main>` });
}
