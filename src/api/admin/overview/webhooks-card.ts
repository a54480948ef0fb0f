import { type Html, html } from '../../../markup/html.ts';
import { MOST_PENDING } from '../../../webhooks/webhook-state.ts';
import { count, duration } from '../format.ts';
import { card, list } from '../layout.ts';
import { webhooksPath } from '../webhooks/endpoints-page.ts';
import type { Overview } from './collect.ts';
import { webhooksHealth } from './webhooks-health.ts';

/** What endpoints are owed; no card in a shop that has none. */
export function webhooksCard(overview: Overview): Html[] {
  const { webhooks } = overview;
  const health = webhooksHealth(overview);
  if (health === undefined) return [];
  const entries = (): Html => {
    if (!webhooks.ok) return html``;
    const { endpoints, failing, disabled, pending, oldestPendingSeconds, feedLagSeconds } = webhooks.value;
    const most = pending >= MOST_PENDING ? `${count(MOST_PENDING)} or more` : count(pending);
    return list([
      ['Endpoints', count(endpoints)],
      ['Failing', count(failing)],
      ['Gone, or given up', count(disabled)],
      ['Owed, not taken yet', most],
      ['The oldest of these', age(oldestPendingSeconds)],
      ['Events without a place in the feed', age(feedLagSeconds)],
    ]);
  };
  const content = html`${entries()}<p class="small"><a href="${webhooksPath}">Look at the endpoints</a></p>`;
  return [card({ id: 'webhooks', title: 'Webhooks', health, content })];
}

const age = (seconds: number | null): string => (seconds === null ? 'none' : duration(seconds * 1_000));
