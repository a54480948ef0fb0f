import { timeOfUuid } from '../lists/uuid-time.ts';

const MINUTE_MS = 60_000;
const numberPattern = /^(\d\d)(\d\d)(\d\d)-([01]\d|2[0-3])([0-5]\d)-([0-9a-f]{6})$/i;

/**
 * An order's id as people can read and speak it: 261122-2113-9F3A2C is the minute in which it was placed
 * (UTC) and the last six digits of its id. Not unique by promise; the id is.
 */
export function orderNumber(id: string): string {
  const placed = new Date(timeOfUuid(id)).toISOString();
  const [day, time] = [placed.slice(2, 10).replaceAll('-', ''), placed.slice(11, 16).replace(':', '')];
  return `${day}-${time}-${id.slice(-6).toUpperCase()}`;
}

/** The minute and the last digits of the id that a number stands for, or undefined for what is none. */
export function readOrderNumber(text: string): { fromMs: number; toMs: number; ending: string } | undefined {
  const match = numberPattern.exec(text.trim());
  if (!match) return undefined;
  const [, year, month, day, hour, minute, ending = ''] = match;
  const fromMs = Date.parse(`20${year}-${month}-${day}T${hour}:${minute}:00Z`);
  return Number.isNaN(fromMs)
    ? undefined
    : { fromMs, toMs: fromMs + MINUTE_MS, ending: ending.toLowerCase() };
}
