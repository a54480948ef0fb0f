import { formatMoney } from '../../../markup/format-money.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { type Backlog, MOST } from '../../../outbox/sql/read-backlog.ts';
import { boardPath } from '../board-path.ts';
import { count, counted, duration, rate } from '../format.ts';
import { jobPath, jobTitle, orderOfJob, orderPath } from '../job-labels.ts';
import { card, figures, list, time } from '../layout.ts';
import { minutesChart } from './chart.ts';
import type { Overview } from './collect.ts';
import type { QueueFigures } from './read-queues.ts';
import type { Reading } from './reading.ts';
import type { Rates } from './rolling-counter.ts';
import type { NewestOrder } from './sql/newest-orders.ts';
import {
  failedHealth,
  mailHealth,
  ordersHealth,
  outboxHealth,
  queuesHealth,
  sentence,
} from './work-health.ts';

/** The cards about what the shop does: orders, mail, queues, outbox. */

export function ordersCard(overview: Overview): Html {
  const content = rates(overview.orders, 'order');
  return card({ id: 'orders', title: 'Orders', width: 'half', health: ordersHealth(overview), content });
}

export function mailCard(overview: Overview): Html {
  const { mails, mailInboxUrl } = overview;
  const inbox = mailInboxUrl
    ? html`<p class="small"><a href="${mailInboxUrl}">Look into the inbox</a></p>`
    : [];
  const content = html`${rates(mails, 'mail')}${inbox}`;
  return card({ id: 'mail', title: 'Mail sent', width: 'half', health: mailHealth(overview), content });
}

function rates(reading: Reading<Rates>, one: string): Html | Html[] {
  if (!reading.ok) return [];
  const { now, minute, hour, whole, minutes } = reading.value;
  return html`${figures([
    ['Now', html`${rate(now)} <small>a second</small>`, 'big'],
    ['Last minute', count(minute)],
    ['Last hour', whole ? count(hour) : html`${count(hour)} <small>and counting</small>`],
  ])}
${minutesChart(minutes, one)}`;
}

export function outboxCard(overview: Overview): Html {
  const { backlog } = overview;
  const entries = (): Html => {
    if (!backlog.ok) return html``;
    const { owed, unpublished, oldestOwedMs, oldestUnpublishedMs } = backlog.value;
    return list([
      ['Waiting for a queue', most(unpublished)],
      ['Lag: the oldest of these', age(oldestUnpublishedMs)],
      ['Owed, not delivered yet', most(owed)],
      ['The oldest of these', age(oldestOwedMs)],
    ]);
  };
  return card({
    id: 'outbox',
    title: 'Outbox',
    health: outboxHealth(overview),
    content: entries(),
  });
}

const most = (n: number): string => (n >= MOST ? `${count(MOST)} or more` : count(n));
const age = (ms: number | null): string => (ms === null ? 'none' : duration(ms));

export function queuesCard(overview: Overview): Html {
  const health = queuesHealth(overview);
  const rows = overview.queues.ok ? overview.queues.value.map(queueRow) : [];
  const content = html`<div class="scroll"><table>
<thead><tr><th scope="col">Queue</th><th scope="col" class="number">Waiting</th><th scope="col" class="number">Oldest</th><th scope="col" class="number">Active</th><th scope="col" class="number"><abbr title="Failed once or more, or known to no worker so far, and tried again later">Retrying</abbr></th><th scope="col" class="number">Failed</th><th scope="col" class="number wide-only">Workers</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  return card({
    id: 'queues',
    title: 'Queues',
    health,
    content: rows.length > 0 ? content : [],
  });
}

function queueRow(queue: QueueFigures): Html {
  const path = `${boardPath}/queue/${encodeURIComponent(queue.name)}`;
  const cell = (n: number, status?: string): Html => {
    const text =
      n > 0 && status ? html`<a href="${path}?status=${status}">${count(n)}</a>` : html`${count(n)}`;
    return html`<td class="number ${n === 0 ? 'zero' : ''}">${text}</td>`;
  };
  return html`<tr><th scope="row"><a href="${path}">${sentence(queue.name)}</a>${queue.paused ? ' (paused)' : ''}</th>
${cell(queue.waiting, 'waiting')}<td class="number ${queue.oldestWaitingMs === null ? 'zero' : ''}">${queue.oldestWaitingMs === null ? '–' : duration(queue.oldestWaitingMs)}</td>${cell(queue.active, 'active')}${cell(queue.retrying, 'delayed')}${cell(queue.failed, 'failed')}<td class="number wide-only ${queue.workers === 0 ? 'zero' : ''}">${queue.workers}</td></tr>`;
}

export function failedCard(overview: Overview): Html {
  const jobs = overview.failed.ok ? overview.failed.value : [];
  const entries = jobs.map((job) => {
    const orderId = orderOfJob(job.data);
    const about = orderId ? html`<a href="${orderPath(orderId)}">${orderNumber(orderId)}</a>` : '';
    return html`<li><div class="row"><strong>${jobTitle(job.name)}</strong><a class="nowrap" href="${jobPath(job.queue, job.id)}">Retry…</a></div>
<div class="any">${job.reason.slice(0, 200)}</div>
<div class="row small soft"><span>${counted(job.attempts, 'attempt')}, ${time(job.failedAt)}</span>${about}</div></li>`;
  });
  return card({
    id: 'failed',
    title: 'Failed jobs',
    health: failedHealth(overview),
    content: entries.length > 0 ? html`<ul class="entries">${entries}</ul>` : [],
  });
}

export function newestCard({ newest, backlog }: Overview): Html {
  const owedSince = backlog.ok ? oldestOwedAt(backlog.value, Date.now()) : 0;
  const rows = (newest.ok ? newest.value : []).map(
    (
      order,
    ) => html`<tr><th scope="row" class="nowrap"><a href="${orderPath(order.id)}">${orderNumber(order.id)}</a></th>
<td class="wide-only any">${order.customer}</td><td class="number wide-only">${count(order.items)}</td>
<td class="number">${formatMoney(order.total, order.currency)}</td><td class="number">${mailState(order, owedSince)}</td></tr>`,
  );
  const table = html`<div class="scroll"><table>
<thead><tr><th scope="col">Order</th><th scope="col" class="wide-only">Customer</th><th scope="col" class="number wide-only">Lines</th><th scope="col" class="number">Total</th><th scope="col" class="number">Mail</th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
  const none = html`<p class="soft small">${newest.ok ? 'No order yet.' : 'PostgreSQL did not answer in time.'}</p>`;
  return card({ id: 'newest', title: 'Newest orders', content: rows.length > 0 ? table : none });
}

/** An order may be older by this than the message that it owes: two clocks, and the time between two readings. */
const SLACK_MS = 10_000;

/** No order that is older than this owes anything: an instant, in ms since 1970. */
function oldestOwedAt({ owed, oldestOwedMs }: Backlog, now: number): number {
  return now - SLACK_MS - (owed > 0 ? (oldestOwedMs ?? 0) : 0);
}

function mailState(order: NewestOrder, owedSince: number): Html {
  if (order.handedOverAt === null) {
    if (order.attempts !== null) return html`<span class="soft">tried ${order.attempts}×, not sent</span>`;
    const mayOwe = order.createdAt.getTime() >= owedSince;
    return html`<span class="soft">${mayOwe ? 'owed' : 'none'}</span>`;
  }
  const took = Math.max(0, order.handedOverAt.getTime() - order.createdAt.getTime());
  return html`sent <span class="soft wide-only">after ${duration(took)}</span>`;
}
