import { counted, duration } from '../format.ts';
import { degraded, type Health, ok, unknown } from '../health.ts';
import type { Overview } from './collect.ts';

/** Workers look several times a second: what they have left alone for so long is late, in seconds. */
const LATE_SECONDS = 30;

/** Undefined in a shop without endpoints: nobody is sent anything. */
export function webhooksHealth({ webhooks }: Overview): Health | undefined {
  if (!webhooks.ok) return unknown('PostgreSQL did not say in time what endpoints are owed.');
  const { endpoints, disabled, failing, lateSeconds, feedLagSeconds } = webhooks.value;
  if (endpoints === 0) return undefined;
  const [late, lag] = [lateSeconds ?? 0, feedLagSeconds ?? 0];
  if (lag > LATE_SECONDS)
    return degraded(`No worker has told of what happened for ${duration(lag * 1_000)}.`, 'Behind');
  if (disabled > 0) {
    const what = counted(disabled, 'endpoint was', 'endpoints were');
    return degraded(
      `${what} disabled: gone, or nothing was taken for days. Enable what is well again.`,
      'Needs you',
    );
  }
  if (late > LATE_SECONDS)
    return degraded(
      `Deliveries are due since ${duration(late * 1_000)}: a receiver is slow, or no worker sends.`,
      'Behind',
    );
  if (failing > 0)
    return degraded(
      `${counted(failing, 'endpoint does', 'endpoints do')} not take what is sent; it is sent again.`,
      'Waiting',
    );
  return ok('What happens is sent as it happens.');
}
