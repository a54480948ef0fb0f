import { type Html, html } from '../../../markup/html.ts';
import type { MemberView } from '../../../staff/member-view.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { memberPath, staffPath } from './staff-path.ts';

/** Who works here, who came last first. */
export function staffListPage(
  { items, nextCursor }: { items: readonly MemberView[]; nextCursor: string | null },
  notice: Html | Html[],
): string {
  const rows = items.map(
    (member) =>
      html`<tr><th scope="row" class="any"><a href="${memberPath(member.id)}">${member.name ?? member.email}</a><br><span class="soft small">${member.email}</span></th>
<td>${rightsIn(member)}</td><td class="wide-only">${time(new Date(member.createdAt))}</td></tr>`,
  );
  const next = nextCursor
    ? html`<p class="pages"><a rel="next" href="${staffPath}?cursor=${nextCursor}">Next page</a></p>`
    : [];
  const content = card({
    id: 'staff',
    title: 'Staff',
    content: html`<p class="buttons"><a class="button primary" href="${staffPath}/invite">Invite somebody</a></p>
<div class="scroll"><table><thead><tr><th scope="col">Who</th><th scope="col">May</th><th scope="col" class="wide-only">Since</th></tr></thead><tbody>${rows}</tbody></table></div>${next}`,
  });
  return operatorPage({
    title: 'Staff',
    here: staffPath,
    content: html`${notice}<div class="grid">${content}</div>`,
  });
}

/** Somebody who works here, and what can be done about it. */
export function memberPage(member: MemberView, notice: Html | Html[]): string {
  const path = memberPath(member.id);
  const isInvited = member.status === 'INVITED';
  const last = isInvited
    ? html`<a class="button" href="${path}/invite-again">Send the invitation again</a>`
    : html`<a class="button" href="${path}/second-factor">Take the second factor away</a>`;
  const content = card({
    id: 'member',
    title: 'What they may do',
    content: html`${list([
      ['E-mail', member.email],
      ['Role', member.role === 'ADMIN' ? 'administrator' : 'staff'],
      ['May', rightsIn(member)],
      [isInvited ? 'Invited' : 'Since', time(new Date(member.createdAt))],
    ])}<p class="buttons"><a class="button primary" href="${path}/rights">Change</a>${last}<a class="button grave" href="${path}/remove">Take out of the staff</a></p>`,
  });
  const title = member.name ?? member.email;
  return operatorPage({
    title,
    content: html`${notice}<div class="banner"><h1 class="any">${title}</h1></div><div class="grid">${content}</div>`,
  });
}

function rightsIn({ role, scopes, status }: MemberView): Html {
  const invited = status === 'INVITED' ? html` <span class="pill is-unknown">Invited</span>` : [];
  const words = role === 'ADMIN' ? 'everything' : scopes.join(', ') || 'nothing';
  return html`<span class="any">${words}</span>${invited}`;
}
