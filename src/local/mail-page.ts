import { Html, html } from '../markup/html.ts';
import { htmlDocument } from '../markup/html-document.ts';
import type { MailSummary, StoredMail } from './mail-store.ts';

/** Mails on a page of the list. */
export const PAGE_SIZE = 50;

export interface MailList {
  /** Those on this page, newest first. */
  items: MailSummary[];
  /** Of all pages. */
  total: number;
  query: string;
  /** From 1. */
  page: number;
  /** Changes whenever the inbox does. */
  state: string;
}

const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;

function page(title: string, body: Html, { kind = '', state = '' } = {}): string {
  return htmlDocument({
    title,
    head: html`<link rel="stylesheet" href="/inbox.css">\n<script src="/inbox.js" defer></script>`,
    attributes: html` class="${kind}" data-state="${state}"`,
    content: html`<header><a href="/">Holdfast mail inbox</a><span>Mail of this machine's shop. Nothing leaves it.</span></header>
${body}`,
  });
}

/** Address of a page of the list, with its search. */
function listUrl(query: string, number: number): string {
  const parameters = new URLSearchParams({
    ...(query === '' ? {} : { query }),
    ...(number === 1 ? {} : { page: String(number) }),
  });
  return parameters.size === 0 ? '/' : `/?${parameters}`;
}

export function listPage(list: MailList): string {
  const { items, total, query, state } = list;
  const rows = items.map(
    (mail) => html`<tr>
<td><a href="/messages/${mail.id}">${mail.subject || '(no subject)'}</a></td>
<td>${mail.to.join(', ')}</td><td>${time(mail.receivedAt)}</td>
</tr>
`,
  );
  const none =
    query === '' ? 'No mail yet. Place an order, and its confirmation appears here.' : 'Nothing found.';
  const title = total === 0 ? 'Holdfast mail inbox' : `(${total}) Holdfast mail inbox`;
  return page(
    title,
    html`<main>
<form role="search" action="/"><input type="search" name="query" value="${query}" placeholder="Search sender, recipient, subject" aria-label="Search mail"> <button>Search</button>
<button type="button" id="delete-all" hidden>Delete all</button></form>
<section id="list">${pages(list)}
${
  items.length === 0
    ? html`<p class="none">${none}</p>`
    : html`<table><thead><tr><th>Subject</th><th>To</th><th>Received</th></tr></thead><tbody>${rows}</tbody></table>`
}
</section>
</main>`,
    { state },
  );
}

/** Which mails these are, and the way to the others. */
function pages({ items, total, query, page: number }: MailList): Html {
  const first = (number - 1) * PAGE_SIZE + 1;
  const all = `${total} ${total === 1 ? 'mail' : 'mails'}`;
  const shown = items.length === total ? all : `${first} to ${first + items.length - 1} of ${all}`;
  const newer = number > 1 ? html`<a rel="prev" href="${listUrl(query, number - 1)}">Newer</a>` : '';
  const isLast = first + items.length > total;
  const older = isLast ? '' : html`<a rel="next" href="${listUrl(query, number + 1)}">Older</a>`;
  return html`<nav aria-label="Pages"><span>${shown}</span>${newer}${older}</nav>`;
}

export function mailPage(mail: StoredMail, tab: 'html' | 'text'): string {
  const shown = mail.html === null ? 'text' : tab;
  const tabLink = (name: 'html' | 'text', label: string) =>
    html`<a href="?view=${name}"${new Html(shown === name ? ' aria-current="page"' : '')}>${label}</a>`;
  const own = `/api/messages/${mail.id}`;
  // The mail's own HTML is another document: no scripts, no forms, nothing loaded; its links open a new tab.
  const body =
    shown === 'html'
      ? html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="${own}/html"></iframe>`
      : html`<pre>${mail.text}</pre>`;
  const htmlLinks = html`${tabLink('html', 'HTML')} <a href="${own}/html">Alone</a>`;
  return page(
    mail.subject || '(no subject)',
    html`<main>
<h1>${mail.subject || '(no subject)'}</h1>
<dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${time(mail.receivedAt)}</dd><dt class="wide">Message-ID</dt><dd class="wide">${mail.messageId ?? 'none'}</dd></dl>
<nav>${mail.html === null ? '' : htmlLinks} ${tabLink('text', 'Plain text')} <a href="${own}/raw">Source</a></nav>
${body}
</main>`,
    { kind: shown },
  );
}

export function notFoundPage(): string {
  return page(
    'Not found',
    html`<main><p>There is no such mail (any more). <a href="/">All mail</a></p></main>`,
  );
}
