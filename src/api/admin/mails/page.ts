import type { MailContent } from '../../../mail/letter.ts';
import type { SampleMail } from '../../../mail/samples.ts';
import { type Html, html } from '../../../markup/html.ts';
import { card, operatorPage } from '../layout.ts';

export const mailsPath = '/admin/mails';

/** Every mail as a buyer gets it, in a frame that is as wide as a phone's screen where there is room for more. */
export function mailsPage(mails: readonly (SampleMail & { content: MailContent })[]): string {
  const cards = mails.map(({ id, title, when, content }) =>
    card({ id, title, width: 'half', content: sample(`${mailsPath}/${id}`, title, when, content) }),
  );
  const heading = html`<div class="banner"><div><h1>Mails</h1>
<p class="soft small">What buyers get, about orders that never were. Every mail is a job in the queue mail.</p></div></div>`;
  return operatorPage({
    title: 'Mails',
    here: mailsPath,
    content: html`${heading}<div class="grid">${cards}</div>`,
  });
}

function sample(address: string, title: string, when: string, { subject, text }: MailContent): Html {
  return html`<p class="words">${when}</p>
<p class="small any"><span class="soft">Subject:</span> ${subject}</p>
<iframe class="mail" src="${address}" title="${title}" loading="lazy" sandbox="allow-popups"></iframe>
<p class="small"><a href="${address}">Alone</a></p>
<details class="small"><summary>As text</summary><pre>${text}</pre></details>`;
}
