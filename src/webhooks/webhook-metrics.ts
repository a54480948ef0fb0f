import type { Pool } from 'pg';
import type { Registry } from 'prom-client';
import { stateGauges } from '../process/state-gauges.ts';
import { readWebhookState } from './webhook-state.ts';

/** Gauges of the feed and of what endpoints are owed, the same from every process. */
export function registerWebhookMetrics(registry: Registry, pool: Pool): void {
  const gauge = stateGauges(registry, () => readWebhookState(pool));
  gauge(
    'holdfast_webhook_deliveries_pending',
    'Deliveries that enabled endpoints are owed (counted up to 20,000)',
    (s) => s.pending,
  );
  gauge(
    'holdfast_webhook_oldest_pending_seconds',
    'Age of the oldest delivery that an enabled endpoint is owed; what fails is tried again for three days',
    (s) => s.oldestPendingSeconds ?? 0,
  );
  gauge(
    'holdfast_webhook_lag_seconds',
    'For how long a delivery is due that no worker has begun; alarm when it lasts',
    (s) => s.lateSeconds ?? 0,
  );
  gauge(
    'holdfast_webhook_endpoints_failing',
    'Enabled endpoints whose last attempts failed',
    (s) => s.failing,
  );
  gauge(
    'holdfast_webhook_endpoints_disabled',
    'Endpoints that were disabled because they are gone or took nothing for days; alarm above 0',
    (s) => s.disabled,
  );
  gauge(
    'holdfast_event_feed_lag_seconds',
    'For how long the oldest event waits for its place in the feed; alarm when it lasts',
    (s) => s.feedLagSeconds ?? 0,
  );
}
