import type { DeliveryState } from '../../../entities/webhook-delivery.entity.ts';
import { Html, html } from '../../../markup/html.ts';
import type { DeliveryView } from '../../../webhooks/delivery-view.ts';
import type { EndpointView } from '../../../webhooks/endpoint-view.ts';
import type { DeliveryDetails } from '../../../webhooks/list-deliveries.ts';
import { count, duration } from '../format.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { addressOf, healthOf, hostOf, webhooksPath } from './endpoints-page.ts';

export const deliveriesPath = '/admin/webhook-deliveries';

const tabs: readonly (readonly [state: DeliveryState | '', words: string])[] = [
  ['', 'All'],
  ['PENDING', 'On their way'],
  ['FAILED', 'Given up'],
  ['SUCCEEDED', 'Taken'],
];
const stateWords = { PENDING: 'On its way', FAILED: 'Given up', SUCCEEDED: 'Taken' } as const;
const stateLevels = { PENDING: 'unknown', FAILED: 'critical', SUCCEEDED: 'ok' } as const;

/** One endpoint, and what it is and was owed. */
export function endpointPage(
  endpoint: EndpointView,
  deliveries: { items: readonly DeliveryView[]; nextCursor: string | null },
  state: DeliveryState | '',
  notice: Html | Html[],
): string {
  const path = `${webhooksPath}/${endpoint.id}`;
  const name = endpoint.description ?? hostOf(endpoint);
  const action = (to: string, words: string) => html`<a class="button" href="${path}/${to}">${words}</a>`;
  const about = card({
    id: 'endpoint',
    title: name,
    content: html`<div class="tools">${endpoint.enabled ? html`${action('test', 'Send a test')}${action('replay', 'Send the failed of a day again')}${action('disable', 'Disable')}` : action('enable', 'Enable')}</div>
${list([
  ['URL', html`<span class="mono any">${addressOf(endpoint)}</span>`],
  ['Hears of', endpoint.types.join(', ')],
  ['Is', healthOf(endpoint)],
])}`,
  });
  const states = tabs.map(
    ([one, words]) =>
      html`<a href="${path}${one === '' ? '' : `?state=${one}`}"${new Html(one === state ? ' aria-current="true"' : '')}>${words}</a>`,
  );
  const rows = deliveries.items.map(
    (delivery) =>
      html`<tr><td><a href="${deliveriesPath}/${delivery.id}">${time(new Date(delivery.createdAt))}</a></td><td class="any">${delivery.type}</td>
<td>${pillOf(delivery)}</td><td class="number">${count(delivery.attemptCount)}</td><td class="wide-only">${delivery.nextAttemptAt === null ? '' : time(new Date(delivery.nextAttemptAt))}</td></tr>`,
  );
  const next = deliveries.nextCursor
    ? html`<p class="pages"><a rel="next" href="${path}?${new URLSearchParams({ state, cursor: deliveries.nextCursor }).toString()}">Next page</a></p>`
    : [];
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">Owed</th><th scope="col">Event</th><th scope="col">Is</th><th scope="col" class="number">Attempts</th><th scope="col" class="wide-only">Next</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const log = card({
    id: 'deliveries',
    title: 'Deliveries',
    content: html`<div class="tools"><nav class="tabs" aria-label="Deliveries">${states}</nav></div>
${rows.length === 0 ? html`<p class="soft">There is none.</p>` : html`${table}${next}`}`,
  });
  return operatorPage({
    title: `Webhooks to ${name}`,
    here: webhooksPath,
    content: html`${notice}<div class="grid">${about}${log}</div>`,
  });
}

/** One delivery: what is sent, and what each attempt was answered. */
export function deliveryPage(delivery: DeliveryDetails, notice: Html | Html[]): string {
  const about = card({
    id: 'delivery',
    title: delivery.type,
    content: html`<div class="tools"><a class="button" href="${deliveriesPath}/${delivery.id}/retry">Send it again</a><a href="${webhooksPath}/${delivery.endpointId}">To the endpoint</a></div>
${list([
  ['Is', pillOf(delivery)],
  ['webhook-id', html`<span class="mono any">${delivery.eventId}</span>`],
  ['Owed', time(new Date(delivery.createdAt))],
  ['Next attempt', delivery.nextAttemptAt === null ? 'none' : time(new Date(delivery.nextAttemptAt))],
])}
<pre class="mono small">${delivery.body === null ? 'The event is no longer kept.' : JSON.stringify(JSON.parse(delivery.body), null, 2)}</pre>`,
  });
  const rows = delivery.attempts.map(
    (attempt) =>
      html`<tr><td class="number">${attempt.number}</td><td>${time(new Date(attempt.startedAt))}</td><td>${attempt.status ?? 'no answer'}</td><td class="number">${duration(attempt.durationMs)}</td>
<td class="any small">${attempt.error ?? html`<pre class="mono">${attempt.response ?? ''}</pre>`}</td></tr>`,
  );
  const log = card({
    id: 'attempts',
    title: 'Attempts',
    content:
      rows.length === 0
        ? html`<p class="soft">None so far.</p>`
        : html`<div class="scroll"><table><thead><tr><th scope="col" class="number">No.</th><th scope="col">Began</th><th scope="col">Status</th><th scope="col" class="number">Took</th><th scope="col">Answer</th></tr></thead><tbody>${rows}</tbody></table></div>`,
  });
  return operatorPage({
    title: `Webhook ${delivery.type}`,
    here: webhooksPath,
    content: html`${notice}<div class="grid">${about}${log}</div>`,
  });
}

const pillOf = ({ state }: DeliveryView): Html =>
  html`<span class="pill is-${stateLevels[state]}">${stateWords[state]}</span>`;
