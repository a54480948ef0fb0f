import type { OutboxFailure } from '../entities/outbox-message.entity.ts';

/** Why a job failed for good, as it is kept in the outbox. */
export interface Failure {
  readonly failure: OutboxFailure;
  /** One line, bounded, without addresses and secrets: `boundedReason` makes it. */
  readonly detail: string;
  readonly attempts: number;
}

/** As many characters as the outbox keeps. */
const MAX_REASON = 300;

/**
 * What is kept of an error's message: one line of at most 300 characters. Mail servers quote the address that
 * they refuse and drivers may quote a connection string; neither belongs into queues, tables and logs.
 */
export function boundedReason(message: string): string {
  const line = withoutAddresses(
    message.replace(/[\p{Cc}\u2028\u2029\s]+/gu, ' ').replace(/\b[a-z]+:\/\/\S+/gi, '[url]'),
  ).trim();
  return line.length <= MAX_REASON ? line : `${line.slice(0, MAX_REASON - 1)}…`;
}

function withoutAddresses(message: string): string {
  return message.replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, '[address]');
}

/** BullMQ fails a job that loses its worker too often by itself, in these words. */
export function stalledTooOften(reason: string): boolean {
  return reason.startsWith('job stalled more than');
}
