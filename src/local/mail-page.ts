import type { Mail, MailSummary } from './mail-store.ts';

/** Text that is already HTML. */
class Markup {
  constructor(readonly text: string) {}
}

type Part = string | number | null | Markup | Part[];

function render(part: Part): string {
  if (part instanceof Markup) return part.text;
  if (Array.isArray(part)) return part.map(render).join('');
  return String(part ?? '').replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Whatever is put in is escaped, unless it came out of here: a mail's words never become markup. */
function html(strings: TemplateStringsArray, ...parts: Part[]): Markup {
  return new Markup(strings.reduce((text, string, i) => text + render(parts[i - 1] ?? '') + string));
}

const time = (iso: string) => html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')} UTC</time>`;

function page(title: string, state: string, body: Markup): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/inbox.css">
<script src="/inbox.js" defer></script>
</head>
<body data-state="${state}">
<header><a href="/">Holdfast mail inbox</a><span>Mail of this machine's shop. Nothing leaves it.</span></header>
${body}
</body>
</html>
`.text;
}

export function listPage(list: {
  items: MailSummary[];
  total: number;
  query: string;
  state: string;
}): string {
  const rows = list.items.map(
    (mail) => html`<tr>
<td><a href="/messages/${mail.id}">${mail.subject || '(no subject)'}</a></td>
<td>${mail.to.join(', ')}</td><td>${time(mail.receivedAt)}</td>
</tr>
`,
  );
  const none =
    list.query === '' ? 'No mail yet. Place an order, and its confirmation appears here.' : 'Nothing found.';
  const shown = list.items.length < list.total ? html`${list.items.length} newest of ` : '';
  const title = list.total === 0 ? 'Holdfast mail inbox' : `(${list.total}) Holdfast mail inbox`;
  return page(
    title,
    list.state,
    html`<main>
<form role="search"><input type="search" name="query" value="${list.query}" placeholder="Search sender, recipient, subject" aria-label="Search mail"> <button>Search</button>
<button type="button" id="delete-all" hidden>Delete all</button></form>
<section id="list"><p>${shown}${list.total} ${list.total === 1 ? 'mail' : 'mails'}</p>
${
  list.items.length === 0
    ? html`<p class="none">${none}</p>`
    : html`<table><thead><tr><th>Subject</th><th>To</th><th>Received</th></tr></thead><tbody>${rows}</tbody></table>`
}
</section>
</main>`,
  );
}

export function mailPage(mail: Mail, tab: 'html' | 'text'): string {
  const shown = mail.html === null ? 'text' : tab;
  const tabLink = (name: 'html' | 'text', label: string) =>
    html`<a href="?view=${name}" ${shown === name ? html`aria-current="page"` : ''}>${label}</a>`;
  // The mail's own HTML is another document: no scripts, no forms, nothing loaded; its links open a new tab.
  const body =
    shown === 'html'
      ? html`<iframe title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" src="/api/messages/${mail.id}/html"></iframe>`
      : html`<pre>${mail.text}</pre>`;
  return page(
    mail.subject || '(no subject)',
    '',
    html`<main>
<h1>${mail.subject || '(no subject)'}</h1>
<dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${time(mail.receivedAt)}</dd><dt>Message-ID</dt><dd>${mail.messageId ?? 'none'}</dd></dl>
<nav>${mail.html === null ? '' : tabLink('html', 'HTML')} ${tabLink('text', 'Plain text')} <a href="/api/messages/${mail.id}/raw">Source</a></nav>
${body}
</main>`,
  );
}

export function notFoundPage(): string {
  return page(
    'Not found',
    '',
    html`<main><p>There is no such mail (any more). <a href="/">All mail</a></p></main>`,
  );
}

export const styles = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: flex; flex-direction: column; min-height: 100vh; }
header { padding: .75rem 1.25rem; border-bottom: 1px solid #8884; display: flex; gap: 1rem; align-items: baseline; flex-wrap: wrap; }
header a { font-weight: 600; color: inherit; text-decoration: none; }
header span, .none { opacity: .7; }
main { padding: 1rem 1.25rem; flex: 1; display: flex; flex-direction: column; }
input { font: inherit; padding: .3rem .5rem; width: min(24rem, 60vw); }
button { font: inherit; padding: .3rem .7rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid #8884; overflow-wrap: anywhere; }
h1 { font-size: 1.3rem; margin: 0 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1rem; margin: 0 0 1rem; }
dt { opacity: .7; } dd { margin: 0; overflow-wrap: anywhere; }
nav { display: flex; gap: 1rem; margin-bottom: .5rem; }
nav a[aria-current] { font-weight: 600; text-decoration: none; color: inherit; }
iframe { flex: 1; min-height: 60vh; width: 100%; border: 1px solid #8884; background: #fff; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
`;

/** Takes a fresh list from the server when there is one; the page works without it. */
export const script = `
const list = document.getElementById('list');
const deleteAll = document.getElementById('delete-all');
async function refresh() {
  const answer = await fetch(location.href);
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  list.replaceChildren(...fresh.getElementById('list').childNodes);
  document.body.dataset.state = fresh.body.dataset.state;
  document.title = fresh.title;
}
if (list) {
  setInterval(async () => {
    try {
      const { state } = await (await fetch('/api/messages?limit=1')).json();
      if (state !== document.body.dataset.state) await refresh();
    } catch { /* the shop is not running; the next look may find it again */ }
  }, 2000);
  deleteAll.hidden = false;
  deleteAll.addEventListener('click', async () => {
    if (!confirm('Delete all mail?')) return;
    await fetch('/api/messages', { method: 'DELETE' });
    await refresh();
  });
}
`;
