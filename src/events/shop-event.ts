import { createHash } from 'node:crypto';
import type { FeedKind } from '../entities/pending-event.entity.ts';
import type { EventType } from './event-types.ts';

/** Something that happened in the shop, as readers and receivers are told of it. No personal data. */
export interface ShopEvent {
  /** The same wherever and however often it is told: `webhook-id`. */
  id: string;
  type: EventType;
  /** When it happened. ISO 8601, UTC. */
  timestamp: string;
  data: Record<string, unknown>;
}

/** A row of the feed. */
export interface FeedRow {
  position: string;
  kind: FeedKind;
  subjects: string[];
  states: Record<string, unknown>[] | null;
  occurredMs: number;
}

/** An event at its place in the feed. */
export interface PlacedEvent extends ShopEvent {
  position: string;
  /** Among the events of its row, from 0. */
  place: number;
  /** The one endpoint that it is for; undefined: whoever listens. */
  endpointId?: string | undefined;
}

/** When what a row tells of happened, by the database's clock. */
export const timeOf = ({ occurredMs }: FeedRow): string => new Date(Math.round(occurredMs)).toISOString();

/** What a receiver gets, and signatures are made of. */
export function bodyOf({ type, timestamp, data }: ShopEvent): string {
  return JSON.stringify({ type, timestamp, data });
}

/**
 * The id of an event that no row has one for, made from what it is: whoever reads it gets the same. A UUID v7 of the time
 * at which it happened, with a hash for its random bits.
 */
export function eventIdOf(occurredMs: number, ...what: readonly (string | number)[]): string {
  const bytes = createHash('sha256').update(what.join(' ')).digest().subarray(0, 16);
  bytes.writeUIntBE(Math.round(occurredMs), 0, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
