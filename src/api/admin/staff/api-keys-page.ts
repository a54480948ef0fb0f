import { type Html, html } from '../../../markup/html.ts';
import type { ApiKeyView } from '../../../staff/api-key-view.ts';
import { inputField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { card, operatorPage, time } from '../layout.ts';
import { scopeBoxes } from './rights-fields.ts';

export const apiKeysPath = '/admin/api-keys';

export interface ApiKeysPage {
  items: readonly ApiKeyView[];
  nextCursor: string | null;
}

/** The keys of machines, the newest first, and the form that makes another one. */
export function apiKeysPage({ items, nextCursor }: ApiKeysPage, form: Form, notice: Html | Html[]): string {
  const rows = items.map(
    (key) =>
      html`<tr><th scope="row" class="any">${key.name}<br><span class="soft small mono">${key.prefix}…</span></th>
<td class="any">${key.scopes.join(', ')}<br><span class="soft small">by ${key.createdBy.name ?? 'somebody who was erased'}, ${time(new Date(key.createdAt))}</span></td>
<td>${usedIn(key)}</td><td><a href="${apiKeysPath}/${key.id}/delete">Delete</a></td></tr>`,
  );
  const next = nextCursor
    ? html`<p class="pages"><a rel="next" href="${apiKeysPath}?cursor=${nextCursor}">Next page</a></p>`
    : [];
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">Key</th><th scope="col">May</th><th scope="col">Used</th><th scope="col"></th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const all = card({
    id: 'keys',
    title: 'API keys',
    width: 'two-thirds',
    content: rows.length === 0 ? html`<p class="soft">None so far.</p>` : html`${table}${next}`,
  });
  const make = card({
    id: 'make',
    title: 'A new key',
    width: 'third',
    content: html`<form class="action" method="post" action="${apiKeysPath}">
${inputField(form, 'name', { label: 'What it is for', attributes: html` required maxlength="100" autocomplete="off"` })}
${inputField(form, 'days', { label: 'Days that it is good for', hint: 'Empty: until it is deleted', attributes: html` inputmode="numeric" pattern="[0-9]*" autocomplete="off"` })}
${scopeBoxes(form, [])}<p class="buttons"><button class="primary">Make it</button></p></form>`,
  });
  return operatorPage({
    title: 'API keys',
    here: apiKeysPath,
    content: html`${notice}<div class="grid">${all}${make}</div>`,
  });
}

function usedIn({ lastUsedAt, expiresAt }: ApiKeyView): Html {
  const used = lastUsedAt === null ? html`never` : time(new Date(lastUsedAt));
  if (expiresAt === null) return used;
  const at = new Date(expiresAt);
  return at.getTime() <= Date.now()
    ? html`${used}<br><span class="pill is-unknown">Expired</span>`
    : html`${used}<br><span class="soft small">until ${time(at)}</span>`;
}

/** The key itself, this once. */
export function newKeyPage({ name }: ApiKeyView, key: string): string {
  const content = card({
    id: 'key',
    title: `The key for ${name}`,
    content: html`<p>Copy it now: nobody can show it again. It goes into <span class="mono">Authorization: Bearer …</span></p>
<p class="mono any" id="new-key">${key}</p><p class="buttons"><a class="button primary" href="${apiKeysPath}">I have it</a></p>`,
  });
  return operatorPage({
    title: 'A new API key',
    here: apiKeysPath,
    content: html`<div class="narrow">${content}</div>`,
  });
}
