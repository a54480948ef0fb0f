import type { AuditPage, AuditView } from '../../../audit/list-audit.ts';
import { type Html, html } from '../../../markup/html.ts';
import { card, operatorPage, time } from '../layout.ts';
import { subjectPath } from './subject-path.ts';

export const auditPath = '/admin/audit';

/** What was asked for, as it stands in the address; empty for any. */
export interface AskedAudit {
  actor: string;
  action: string;
  subject: string;
  /** Days, `2026-11-27`. */
  from: string;
  to: string;
}

/** Characters of a text that the page shows. */
const SHOWN = 200;

/** What those who work here changed, newest first. @param names of those who did it, by id */
export function auditLogPage(
  asked: AskedAudit,
  { items, nextCursor }: AuditPage,
  names: ReadonlyMap<string, string>,
): string {
  const rows = items.map((entry) => row(entry, names));
  const table = html`<div class="scroll"><table>
<thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">Before and after</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  const next = nextCursor
    ? html`<p class="pages"><a rel="next" href="${addressOf(asked, nextCursor)}">Next page</a></p>`
    : [];
  const content = card({
    id: 'audit',
    title: 'Changes by those who work here',
    content: html`<div class="tools">${filters(asked)}</div>${rows.length === 0 ? html`<p class="soft">There is none.</p>` : table}${next}`,
  });
  return operatorPage({ title: 'Audit', here: auditPath, content: html`<div class="grid">${content}</div>` });
}

function row(entry: AuditView, names: ReadonlyMap<string, string>): Html {
  const { actor, action, subject, address } = entry;
  const path = subjectPath(subject);
  const thing = path ? html`<a href="${path}">${subject.type}</a>` : subject.type;
  return html`<tr><td>${time(new Date(entry.at))}</td>
<td class="any"><a href="${only({ actor: actor.id })}">${names.get(actor.id) ?? actor.id}</a><br><span class="soft small">${actor.role} · ${address}</span></td>
<td class="any"><a href="${only({ action })}">${action}</a><br><span class="small">${thing} <a class="mono" href="${only({ subject: subject.id })}">${subject.id}</a></span></td>
<td class="any small">${differences(entry)}</td></tr>`;
}

function differences({ before, after }: AuditView): Html[] {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  return names.map((name) => {
    const was = before && name in before ? html`<del>${words(before[name])}</del> ` : [];
    const is = after && name in after ? html`<ins>${words(after[name])}</ins>` : [];
    return html`<div><span class="soft">${name}:</span> ${was}${is}</div>`;
  });
}

function words(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN).toWellFormed()}…` : text;
}

function filters({ actor, action, subject, from, to }: AskedAudit): Html {
  return html`<form class="search" action="${auditPath}">
<input name="actor" value="${actor}" maxlength="36" placeholder="Id of a person or key" aria-label="Id of a person or an API key">
<input name="action" value="${action}" maxlength="100" placeholder="Action" aria-label="Action">
<input name="subject" value="${subject}" maxlength="255" placeholder="Id of what was changed" aria-label="Id of what was changed">
<input type="date" name="from" value="${from}" aria-label="From this day (UTC)"><input type="date" name="to" value="${to}" aria-label="To this day (UTC)"><button>Show</button></form>`;
}

const only = (part: Partial<AskedAudit>): string => `${auditPath}?${new URLSearchParams(part)}`;

function addressOf(asked: AskedAudit, cursor: string): string {
  const given = Object.entries({ ...asked, cursor }).filter(([, value]) => value !== '');
  return `${auditPath}?${new URLSearchParams(given)}`;
}
