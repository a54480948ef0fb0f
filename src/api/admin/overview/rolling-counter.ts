/** What happened in a span of seconds, from the newest on. */
export interface EventCounts {
  /** Events by second since 1970; seconds without any are left out. */
  readonly bySecond: ReadonlyMap<number, number>;
  /** Rows that were looked at: as many as the limit, when there may be more. */
  readonly rows: number;
}

/** Counts events with `from <= second < to`, the newest `limit` rows of them. */
export type CountEvents = (from: number, to: number, limit: number) => Promise<EventCounts>;

export interface Rates {
  /** Events a second, over the last few whole seconds. */
  now: number;
  minute: number;
  hour: number;
  /** Whether the whole hour has been counted; if not, `hour` is what has been so far. */
  whole: boolean;
  /** Of each of the last 60 minutes by the clock, oldest first, the current one last; undefined: not counted. */
  minutes: (number | undefined)[];
}

const HOUR = 3_600;
/** Rows that commit late carry an older time: so many seconds are counted again. */
const OVERLAP = 5;
/** A rate over fewer seconds than this jumps about. */
const NOW = 5;
/** Nobody looked for so long: starting over costs less than catching up. */
const STALE = 120;
/** Rows looked at in one statement; what is missing of the hour then comes with the next ones. */
const ROWS = 100_000;

/**
 * Events of the last hour, counted as the hour goes by: each look counts what is new and one slice of what is
 * not known yet, so its cost depends neither on the table nor on who is watching.
 */
export function createRollingCounter(count: CountEvents, rows = ROWS): (nowMs: number) => Promise<Rates> {
  const seconds = new Map<number, number>();
  /** Every second in [from, to) is counted. */
  let from = 0;
  let to = 0;

  const countSpan = async (start: number, end: number): Promise<number> => {
    const counted = await count(start, end, rows);
    const full = counted.rows >= rows;
    // The oldest second of a full slice may be cut off.
    const first = full ? Math.min(end, Math.min(...counted.bySecond.keys(), end) + 1) : start;
    for (let second = first; second < end; second++) {
      const n = counted.bySecond.get(second);
      if (n === undefined) seconds.delete(second);
      else seconds.set(second, n);
    }
    return first;
  };

  return async (nowMs) => {
    const now = Math.floor(nowMs / 1_000);
    if (from === to || Math.abs(now - to) > STALE) {
      seconds.clear();
      from = to = now + 1;
    }
    const start = Math.max(from, to - OVERLAP);
    if (start <= now && from < to) {
      const first = await countSpan(start, now + 1);
      if (first > start) from = first;
      to = now + 1;
    }
    if (from > now - HOUR) from = await countSpan(now - HOUR, from);
    for (const second of seconds.keys()) if (second < now - HOUR - 60) seconds.delete(second);
    return rates(seconds, Math.max(from, now - HOUR), now);
  };
}

function rates(seconds: ReadonlyMap<number, number>, from: number, now: number): Rates {
  const sum = (start: number, end: number) => {
    let total = 0;
    for (let second = start; second < end; second++) total += seconds.get(second) ?? 0;
    return total;
  };
  const thisMinute = now - (now % 60);
  const minutes = Array.from({ length: 60 }, (_, n) => {
    const start = thisMinute - (59 - n) * 60;
    return start + 60 <= from ? undefined : sum(start, start + 60);
  });
  return {
    now: sum(now - NOW, now) / NOW,
    minute: sum(now - 59, now + 1),
    hour: sum(now - HOUR + 1, now + 1),
    whole: from <= now - HOUR,
    minutes,
  };
}
