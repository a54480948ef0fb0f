import { type Html, html } from '../../markup/html.ts';
import { plainPage } from '../../markup/plain-page.ts';
import type { ProblemType } from './schemas.ts';

/** What one problem means, for a person who followed its `type`. */
export function problemPage({ code, status, title, when, whatToDo }: ProblemType): string {
  return plainPage(
    title,
    html`<h1>${title}</h1>
<p class="soft"><code>${code}</code>, answered with ${status}</p>
<h2>When</h2>
<p>${withCode(when)}</p>
<h2>What to do</h2>
<p>${withCode(whatToDo)}</p>
<h2><a href="/problems">All problems</a></h2>`,
  );
}

export function problemsPage(types: readonly ProblemType[]): string {
  const rows = types.map(
    ({ code, status, title }) =>
      html`<tr><th scope="row"><a href="/problems/${code}"><code>${code}</code></a><br><span class="soft">${title}</span></th><td>${status}</td></tr>\n`,
  );
  return plainPage(
    'Problems',
    html`<h1>Problems</h1>
<p class="soft">Every error that the shop's API answers with (RFC 9457).</p>
<table>
<tbody>
${rows}</tbody>
</table>`,
  );
}

/** What stands between backquotes is code. */
function withCode(text: string): Html[] {
  return text.split('`').map((part, n) => (n % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
}
