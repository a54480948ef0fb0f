import { type Html, html } from '../markup/html.ts';
import { htmlDocument, styleElement } from '../markup/html-document.ts';
import type { Envelope, Letter, LetterLine } from './letter.ts';

/** Many readers of mail know no style sheet: what it looks like stands in the elements, and the dark colours here. */
const darkColours = `:root{color-scheme:light dark}@media (prefers-color-scheme:dark){
.ground{background:#14181d!important}.sheet{background:#1d232b!important;color:#e6ebf2!important}
.soft{color:#9aa6b5!important}.rule{border-color:#38414d!important}.link{color:#7ab1ff!important}}`;
const head = [html`<meta name="color-scheme" content="light dark">`, styleElement(darkColours)];

const body = html`margin:0;padding:16px 12px;background:#f4f5f7;font-family:Helvetica,Arial,sans-serif;font-size:15px;line-height:1.5`;
const sheet = html`max-width:560px;margin:0 auto;padding:20px;background:#ffffff;color:#1d2733;border-radius:8px`;
const soft = html`color:#66707c;font-size:13px`;
const table = html`width:100%;border-collapse:collapse;font-size:14px`;
const any = html`overflow-wrap:anywhere;word-break:break-word`;
const cell = html`padding:8px 0;border-bottom:1px solid #e4e7eb;vertical-align:top;${any}`;
const sumCell = html`padding:8px 0 8px 12px;border-bottom:1px solid #e4e7eb;vertical-align:top;text-align:right;white-space:nowrap`;
const button = html`display:inline-block;padding:10px 18px;background:#1f5fbf;color:#ffffff;text-decoration:none;border-radius:6px`;

/** A letter as most people see it: readable on a phone, in light and dark. Nothing is loaded. */
export function htmlOfMail(letter: Letter, envelope: Envelope): string {
  const { greeting, highlight, shopName, signature, footnote } = envelope;
  const brand =
    shopName === ''
      ? []
      : html`
    <p class="soft" style="margin:0 0 12px;font-weight:bold;color:#66707c">${shopName}</p>`;
  const sections = letter.sections.map(
    ({ title, words }) => html`
    <h2 style="margin:20px 0 4px;font-size:15px">${title}</h2>
    <p style="margin:0;${any}">${typeof words === 'string' ? words : belowEachOther(words)}</p>`,
  );
  return htmlDocument({
    title: letter.subject,
    head,
    attributes: html` class="ground" style="${body}"`,
    content: html`<div class="sheet" style="${sheet}">${brand}
    <h1 style="margin:0 0 16px;font-size:20px;line-height:1.3">${letter.heading}</h1>
    <p>${greeting}</p>
    <p>${highlighted(letter.opening, highlight)}</p>${itemsTable(letter)}${factsTable(letter)}${sections}${linksOf(envelope)}
    <p class="soft" style="margin:24px 0 0;${soft};overflow-wrap:anywhere">${belowEachOther(footnote === undefined ? signature : [...signature, footnote])}</p>
  </div>`,
  });
}

function belowEachOther(lines: readonly string[]): Html[] {
  return lines.map((line, n) => (n === 0 ? html`${line}` : html`<br>${line}`));
}

/** The order's number is found at a glance, and never broken. */
function highlighted(words: string, part: string | undefined): Html | Html[] {
  if (part === undefined) return html`${words}`;
  const strong = html`<strong style="white-space:nowrap">${part}</strong>`;
  return words.split(part).flatMap((part, n) => (n === 0 ? [html`${part}`] : [strong, html`${part}`]));
}

function itemsTable({ lines, sums = [] }: Letter): Html | Html[] {
  if (lines.length === 0) return [];
  const rows = sums.map(
    ({ label, sum, isTotal }) => html`
        <tr${isTotal ? html` style="font-weight:bold"` : []}>
          <td class="rule" style="${cell}">${label}</td>
          <td class="rule" style="${sumCell}">${sum}</td>
        </tr>`,
  );
  const foot =
    rows.length === 0
      ? []
      : html`
      <tfoot>${rows}
      </tfoot>`;
  return html`
    <table role="presentation" style="${table}">
      <tbody>${lines.map(itemRow)}
      </tbody>${foot}
    </table>`;
}

function itemRow({ name, sku, amount, sum }: LetterLine): Html {
  // Where there is no sum, how many there are stands in its place.
  const [below, beside] = sum === undefined ? [[], amount] : [html`<br>${times(amount)}`, sum];
  return html`
      <tr>
        <td class="rule" style="${cell}">${name}<br><span class="soft" style="${soft}">${sku}${below}</span></td>
        <td class="rule" style="${sumCell}">${beside}</td>
      </tr>`;
}

function factsTable({ facts = [] }: Letter): Html | Html[] {
  if (facts.length === 0) return [];
  const rows = facts.map(
    ([label, value]) => html`
      <tr>
        <td class="soft" style="padding:2px 16px 2px 0;vertical-align:top;white-space:nowrap;${soft}">${label}</td>
        <td style="padding:2px 0;vertical-align:top;${any}">${value}</td>
      </tr>`,
  );
  return html`
    <table role="presentation" style="margin:16px 0 0;border-collapse:collapse;font-size:14px">
      <tbody>${rows}
      </tbody>
    </table>`;
}

/** The first is a button; what else may be done is a link below it. */
function linksOf({ links }: Envelope): Html[] {
  return links.map(({ label, href }, n) =>
    n === 0
      ? html`
    <p style="margin:24px 0 0"><a href="${href}" style="${button}">${label}</a></p>`
      : html`
    <p style="margin:12px 0 0"><a class="link" href="${href}" style="color:#1f5fbf">${label}</a></p>`,
  );
}

/** `2 x £4.00` with the sign for it. */
function times(amount: string): Html[] {
  return amount
    .split(' x ')
    .flatMap((part, n) => (n === 0 ? [html`${part}`] : [html` &times; `, html`${part}`]));
}
