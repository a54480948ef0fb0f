import { boundedReason } from '../jobs/failure.ts';
import type { Sender, SentAnswer } from '../outbound/send-request.ts';
import type { ClaimedDelivery, Receiver } from './claim-deliveries.ts';
import type { FinishedAttempt } from './record-attempts.ts';
import { pauseAfter } from './retry-schedule.ts';
import { signedHeaders } from './signature.ts';

/** An attempt that is over, and what it means for its endpoint. */
export interface Attempted {
  attempt: FinishedAttempt;
  /** The receiver is gone for good (410). */
  isGone: boolean;
  /** It asks for less: nothing is sent to it for so long, in ms. */
  restMs: number;
}

/** Answers by which a receiver, or what stands before it, asks for less (Standard Webhooks 1.0.0). */
const THROTTLED = [429, 502, 503, 504];
const GONE = 410;
/** The longest rest, in ms: each delivery has its own pauses besides. */
const MOST_REST_MS = 60_000;

type Pause = typeof pauseAfter;

/** Sends one delivery to its receiver. Never throws: what went wrong is part of the outcome. */
export async function attemptDelivery(
  sender: Sender,
  { url, secrets }: Receiver,
  delivery: ClaimedDelivery,
  signal: AbortSignal,
  pause: Pause = pauseAfter,
): Promise<Attempted> {
  const startedAt = new Date();
  const began = performance.now();
  const answer = await ask(sender, url, secrets, delivery, startedAt, signal);
  const { status, error, response, retryAfterMs } = answer;
  const hasSucceeded = status !== null && status >= 200 && status < 300;
  const pauseMs = pause(delivery.attempts - delivery.attempts_before, retryAfterMs);
  const isOver = status === GONE || delivery.body === undefined || pauseMs === undefined;
  return {
    attempt: {
      deliveryId: delivery.id,
      endpointId: delivery.endpoint_id,
      number: delivery.attempts,
      startedAt,
      durationMs: Math.round(performance.now() - began),
      ...{ status, error, response },
      state: hasSucceeded ? 'SUCCEEDED' : isOver ? 'FAILED' : 'PENDING',
      pauseMs: pauseMs ?? 0,
    },
    isGone: status === GONE,
    restMs: status !== null && THROTTLED.includes(status) ? Math.min(retryAfterMs ?? 0, MOST_REST_MS) : 0,
  };
}

async function ask(
  sender: Sender,
  url: string,
  secrets: readonly Buffer[],
  { event_id: id, body }: ClaimedDelivery,
  at: Date,
  signal: AbortSignal,
): Promise<SentAnswer> {
  const unsent = (error: string) => ({ status: null, error, response: null, retryAfterMs: undefined });
  if (body === undefined) return unsent('the event is no longer kept');
  if (secrets.length === 0) return unsent('the secret was sealed with another JWT_SECRET');
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'holdfast-webhooks',
    ...signedHeaders({ id, timestamp: Math.floor(at.getTime() / 1_000), body }, secrets),
  };
  const answer = await sender.send(url, headers, body, signal);
  return { ...answer, error: answer.error === null ? null : boundedReason(answer.error) };
}
