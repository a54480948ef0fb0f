import type { Pool } from 'pg';
import type { Logger } from 'pino';
import { withTimeout } from '../async/timeout.ts';
import { sharedStatement } from '../batching/shared-statement.ts';
import type { Networks } from '../outbound/networks.ts';
import { createSender, SEND_TIMEOUT_MS } from '../outbound/send-request.ts';
import { attemptDelivery } from '../webhooks/attempt-delivery.ts';
import {
  type ClaimedDelivery,
  claimDeliveries,
  type Receiver,
  readReceivers,
} from '../webhooks/claim-deliveries.ts';
import { secretSeal } from '../webhooks/endpoint-secrets.ts';
import { type FinishedAttempt, findFailing, recordAttempts } from '../webhooks/record-attempts.ts';
import { pauseAfter } from '../webhooks/retry-schedule.ts';
import { disableAndNotify } from './disable-endpoint.ts';
import { startLooking } from './look-loop.ts';
import type { WorkerMetrics } from './metrics.ts';

export interface WebhookSenderSettings {
  /** Pause where nothing was due, in ms. */
  readonly pollMs: number;
  /** Attempts under way for one endpoint, in one worker: a slow receiver holds up only itself. */
  readonly inFlight: number;
  readonly timeoutMs: number;
  /** Without one success for so long, an endpoint is disabled; in ms. */
  readonly failingMs: number;
  readonly pauseAfter: typeof pauseAfter;
}

export const webhookSenderDefaults: WebhookSenderSettings = {
  pollMs: 250,
  inFlight: 32,
  timeoutMs: SEND_TIMEOUT_MS,
  failingMs: 5 * 24 * 60 * 60_000,
  pauseAfter,
};

export interface WebhookSenderContext {
  pool: Pool;
  log: Logger;
  jwtSecret: string;
  /** Networks of our own that may be sent to. */
  webhookNetworks: Networks;
  /** The proxy that leads to all others; undefined: none. */
  webhookProxy: string | undefined;
  metrics?: WorkerMetrics;
}

/** How long an attempt may take beyond its timeout before it counts as lost, in ms. */
const GRACE_MS = 10_000;
/** Between two notes of what came of attempts, in ms. */
const RECORD_PAUSE_MS = 10;
/** Least time between two looks at what is due, in ms. */
const CLAIM_PAUSE_MS = 10;
/** How long attempts under way may take to end when the worker stops, in ms; later they are due again. */
const DRAIN_MS = 5_000;

const outcomes = { SUCCEEDED: 'succeeded', PENDING: 'retried', FAILED: 'failed' } as const;

/**
 * Sends what endpoints are owed, any number of workers at once. Nothing of it is in memory alone: what a worker had in hand
 * when it died is due again after a while.
 */
export function startWebhookSender(
  { pool, log, jwtSecret, webhookNetworks, webhookProxy, metrics }: WebhookSenderContext,
  settings: WebhookSenderSettings = webhookSenderDefaults,
): { stop(): Promise<void> } {
  const seal = secretSeal(jwtSecret);
  const sender = createSender(webhookNetworks, settings.timeoutMs, webhookProxy);
  const aborting = new AbortController();
  const underWay = new Map<string, number>();
  const restsUntil = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const record = sharedStatement<FinishedAttempt, true>(
    async (attempts) => {
      await recordAttempts(pool, attempts);
      return attempts.map(() => true as const);
    },
    { pauseMs: RECORD_PAUSE_MS },
  );

  const attempt = async (receiver: Receiver, delivery: ClaimedDelivery): Promise<void> => {
    const done = await attemptDelivery(sender, receiver, delivery, aborting.signal, settings.pauseAfter);
    if (done.restMs > 0) restsUntil.set(receiver.id, performance.now() + done.restMs);
    const { state, durationMs } = done.attempt;
    metrics?.webhookAttempts.observe({ outcome: outcomes[state] }, durationMs / 1_000);
    await record(done.attempt);
    if (done.isGone) await disableAndNotify(pool, jwtSecret, receiver.id, 'gone');
    else if (done.attempt.state !== 'SUCCEEDED')
      for (const id of await findFailing(pool, [receiver.id], settings.failingMs))
        await disableAndNotify(pool, jwtSecret, id, 'failing');
  };
  const begin = (receiver: Receiver, delivery: ClaimedDelivery): void => {
    underWay.set(receiver.id, (underWay.get(receiver.id) ?? 0) + 1);
    const run = attempt(receiver, delivery)
      // What could not be written down is due again.
      .catch((err) => log.warn({ err, deliveryId: delivery.id }, 'an attempt of a webhook was not recorded'))
      .finally(() => {
        underWay.set(receiver.id, underWay.get(receiver.id)! - 1);
        running.delete(run);
        looking.wake();
      });
    running.add(run);
  };
  const claimOnce = async (): Promise<number> => {
    const receivers = new Map((await readReceivers(pool, seal)).map((one) => [one.id, one]));
    const room = new Map<string, number>();
    for (const id of receivers.keys()) {
      const free = settings.inFlight - (underWay.get(id) ?? 0);
      if (free > 0 && (restsUntil.get(id) ?? 0) <= performance.now()) room.set(id, free);
    }
    if (room.size === 0) return 0;
    const claimed = await claimDeliveries(pool, room, settings.timeoutMs + GRACE_MS);
    for (const delivery of claimed) begin(receivers.get(delivery.endpoint_id)!, delivery);
    return claimed.length;
  };
  const looking = startLooking(claimOnce, {
    pollMs: settings.pollMs,
    // What is claimed leaves no room for more: each attempt that ends calls.
    limit: Number.POSITIVE_INFINITY,
    leastMs: CLAIM_PAUSE_MS,
    onLost: (err) => log.warn({ err }, 'webhooks wait for PostgreSQL'),
    onBack: () => log.info('webhooks go on'),
  });
  return {
    async stop() {
      await looking.stop();
      await withTimeout(DRAIN_MS, Promise.all(running)).catch(() => aborting.abort());
      await Promise.all(running);
      sender.close();
    },
  };
}
