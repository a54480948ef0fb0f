import { Html, html } from '../../../markup/html.ts';
import { listed } from '../format.ts';
import { type Level, worst } from '../health.ts';
import { operatorPage, time } from '../layout.ts';
import type { Overview } from './collect.ts';
import { liveScript } from './live-script.ts';
import { paymentsCard } from './payments-card.ts';
import { paymentsHealth } from './payments-health.ts';
import { databaseCard, processesCard, redisCard } from './service-cards.ts';
import { databaseHealth, processesHealth, redisHealth } from './service-health.ts';
import { webhooksCard } from './webhooks-card.ts';
import { webhooksHealth } from './webhooks-health.ts';
import { failedCard, mailCard, newestCard, ordersCard, outboxCard, queuesCard } from './work-cards.ts';
import { failedHealth, mailHealth, ordersHealth, outboxHealth, queuesHealth } from './work-health.ts';

/** Seconds after which a browser without scripts loads the page again. */
const REFRESH_SECONDS = 10;

/** One screen of truth. */
export function overviewPage(overview: Overview): string {
  const head = html`<noscript><meta http-equiv="refresh" content="${REFRESH_SECONDS}"></noscript>
<script type="module">${new Html(liveScript)}</script>
`;
  return operatorPage({ title: titleOf(overview), here: '/admin', head, content: cards(overview) });
}

/** What changes of it, for a page that is open: a document of its own with the same cards. */
export function overviewFragment(overview: Overview): string {
  return html`<!doctype html><title>${titleOf(overview)} – Holdfast</title>${cards(overview)}`.text;
}

function cards(overview: Overview): Html {
  return html`${banner(overview)}<div class="grid">
${ordersCard(overview)}${mailCard(overview)}
<div class="stack two-thirds">${queuesCard(overview)}${newestCard(overview)}${paymentsCard(overview)}
<div class="pair">${databaseCard(overview)}${redisCard(overview)}</div></div>
<div class="stack third">${outboxCard(overview)}${failedCard(overview)}${webhooksCard(overview)}${processesCard(overview)}</div></div>
`;
}

function concerns(overview: Overview) {
  const webhooks = webhooksHealth(overview);
  return [
    ['orders', ordersHealth(overview)],
    ['mail', mailHealth(overview)],
    ['queues', queuesHealth(overview)],
    ['the outbox', outboxHealth(overview)],
    ['failed jobs', failedHealth(overview)],
    ...(overview.payments ? ([['payments', paymentsHealth(overview)]] as const) : []),
    ...(webhooks ? ([['webhooks', webhooks]] as const) : []),
    ['PostgreSQL', databaseHealth(overview)],
    ['Redis', redisHealth(overview)],
    ['processes', processesHealth(overview)],
  ] as const;
}

const marks: Record<Level, string> = {
  ok: 'M8.5 14.5l4 4 7-8.5',
  degraded: 'M14 8v7M14 19v.5',
  critical: 'M14 8v7M14 19v.5',
  unknown: 'M11 11.5a3 3 0 1 1 4 2.8c-.7.3-1 .8-1 1.7M14 19.5v.5',
};

/** The whole in one sentence. It is read aloud when it changes, so it holds nothing that changes by itself. */
function banner(overview: Overview): Html {
  const level = worst(concerns(overview).map(([, health]) => health));
  const icon = html`<svg class="is-${level}" width="36" height="36" viewBox="0 0 28 28" aria-hidden="true"><circle cx="14" cy="14" r="13" fill="var(--hue)" fill-opacity=".15"/><path d="${marks[level]}" fill="none" stroke="var(--hue)" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round"/></svg>`;
  return html`<div class="banner"><div id="summary" role="status" data-live>${icon}<h1>${summary(overview)}</h1></div>
<p class="live" id="live">As of ${time(overview.at, 'clock')} UTC</p></div>`;
}

function summary(overview: Overview): string {
  const of = (level: Level) =>
    concerns(overview).flatMap(([name, health]) => (health.level === level ? [name] : []));
  const [bad, late, unasked] = [of('critical'), of('degraded'), of('unknown')];
  const parts = [
    ...(bad.length > 0 ? [`Trouble: ${listed(bad)}.`] : []),
    ...(late.length > 0 ? [`Look at ${listed(late)}.`] : []),
    ...(bad.length + late.length === 0 && unasked.length > 0 ? [`Not known: ${listed(unasked)}.`] : []),
  ];
  return parts.length === 0 ? 'All is well.' : parts.join(' ');
}

function titleOf(overview: Overview): string {
  const open = concerns(overview).filter(([, health]) => health.level !== 'ok').length;
  return open === 0 ? 'Overview' : `(${open}) Overview`;
}
