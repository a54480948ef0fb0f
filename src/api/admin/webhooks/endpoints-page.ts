import { type Html, html } from '../../../markup/html.ts';
import type { EndpointView } from '../../../webhooks/endpoint-view.ts';
import { inputField } from '../actions/fields.ts';
import type { Form } from '../actions/form.ts';
import { card, operatorPage, time } from '../layout.ts';

export const webhooksPath = '/admin/webhooks';

/** The endpoints that events are sent to, the newest first, and the form that adds another one. */
export function endpointsPage(
  { items, nextCursor }: { items: readonly EndpointView[]; nextCursor: string | null },
  form: Form,
  notice: Html | Html[],
): string {
  const rows = items.map(
    (endpoint) =>
      html`<tr><th scope="row" class="any"><a href="${webhooksPath}/${endpoint.id}">${endpoint.description ?? hostOf(endpoint)}</a><br><span class="soft small">${addressOf(endpoint)}</span></th>
<td class="any small">${endpoint.types.join(', ')}</td><td>${healthOf(endpoint)}</td></tr>`,
  );
  const next = nextCursor
    ? html`<p class="pages"><a rel="next" href="${webhooksPath}?cursor=${nextCursor}">Next page</a></p>`
    : [];
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">Endpoint</th><th scope="col">Hears of</th><th scope="col">Is</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const all = card({
    id: 'endpoints',
    title: 'Webhook endpoints',
    width: 'two-thirds',
    content: rows.length === 0 ? html`<p class="soft">None so far.</p>` : html`${table}${next}`,
  });
  const make = card({
    id: 'make',
    title: 'A new endpoint',
    width: 'third',
    content: html`<form class="action" method="post" action="${webhooksPath}">
${inputField(form, 'url', { label: 'URL', hint: 'On the open internet, by https', attributes: html` required maxlength="2000" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'types', { label: 'Types of events', hint: 'Such as order.*, product.sold_out; or * for all', attributes: html` required maxlength="500" autocomplete="off" spellcheck="false"` })}
${inputField(form, 'description', { label: 'What it is for', attributes: html` maxlength="100" autocomplete="off"` })}
<p class="buttons"><button class="primary">Add it</button></p></form>`,
  });
  return operatorPage({
    title: 'Webhooks',
    here: webhooksPath,
    content: html`${notice}<div class="grid">${all}${make}</div>`,
  });
}

/** Its secret, this once. */
export function newEndpointPage(endpoint: EndpointView, secret: string): string {
  const content = card({
    id: 'secret',
    title: `The secret of ${hostOf(endpoint)}`,
    content: html`<p>Copy it now: nobody can show it again. The receiver checks with it that what comes is from this shop.</p>
<p class="mono any" id="new-secret">${secret}</p><p class="buttons"><a class="button primary" href="${webhooksPath}/${endpoint.id}">I have it</a></p>`,
  });
  return operatorPage({
    title: 'A new webhook endpoint',
    here: webhooksPath,
    content: html`<div class="narrow">${content}</div>`,
  });
}

/** Without a query, which may be a password of the receiver's. */
export const addressOf = ({ url }: Pick<EndpointView, 'url'>): string => url.split('?', 1)[0]!;

export const hostOf = ({ url }: Pick<EndpointView, 'url'>): string => new URL(url).host;

const pillOfReason = {
  gone: ['critical', 'Gone'],
  failing: ['critical', 'Given up'],
  manual: ['unknown', 'Disabled'],
} as const;

export function healthOf({ enabled, disabledReason, failingSince }: EndpointView): Html {
  if (!enabled) {
    const [state, why] = pillOfReason[disabledReason ?? 'manual'];
    return html`<span class="pill is-${state}">${why}</span>`;
  }
  if (failingSince === null) return html`<span class="pill is-ok">Fine</span>`;
  return html`<span class="pill is-degraded">Failing</span><br><span class="soft small">since ${time(new Date(failingSince))}</span>`;
}
