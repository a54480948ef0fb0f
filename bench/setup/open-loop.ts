import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';
import { Latencies } from './latencies.ts';

/** One request of a mix. */
export interface Call {
  name: string;
  request: string;
  /** Of an answer as it should be. */
  status: number;
}

export interface OpenLoopFigures {
  /** All calls, each from the moment at which it was due. */
  all: Latencies;
  byName: Map<string, Latencies>;
  /** Answers of another status, and calls without an answer, by name and status. */
  refused: Map<string, number>;
  /** Calls a second that were answered. */
  perSecond: number;
  /** Ended before its time, because more was waiting than two seconds bring. */
  fellBehind: boolean;
}

const TICK_MS = 1;
const TOO_MANY_WAITING_SECONDS = 2;

/**
 * Sends calls at a rate that does not ask how the server is doing, as customers come who do not know of each other: the
 * gaps between them are of an exponential distribution. A call that finds no free connection waits for one, and its
 * latency counts from the moment at which it was due: a server that stalls is charged for all who would have come
 * meanwhile (no coordinated omission).
 */
export async function openLoop(
  url: string,
  options: { perSecond: number; seconds: number; connections: number },
  nextCall: () => Call,
): Promise<OpenLoopFigures> {
  const { perSecond, seconds, connections } = options;
  const free = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
  const waiting: { call: Call; due: number }[] = [];
  const underway = new Set<Promise<void>>();
  const figures = { all: new Latencies(), byName: new Map<string, Latencies>(), refused: new Map() };

  const send = async (connection: Connection, { call, due }: { call: Call; due: number }) => {
    const status = await connection.send(call.request).then(
      (answer) => answer.status,
      () => 0,
    );
    const ms = performance.now() - due;
    figures.all.add(ms);
    if (!figures.byName.has(call.name)) figures.byName.set(call.name, new Latencies());
    figures.byName.get(call.name)!.add(ms);
    if (status !== call.status) {
      const what = `${call.name} ${status || 'no answer'}`;
      figures.refused.set(what, (figures.refused.get(what) ?? 0) + 1);
    }
    free.push(connection.isOpen ? connection : await Connection.open(url));
    sendWaiting();
  };
  const sendWaiting = () => {
    while (free.length > 0 && waiting.length > 0) {
      const sent = send(free.pop()!, waiting.shift()!).finally(() => underway.delete(sent));
      underway.add(sent);
    }
  };

  const began = performance.now();
  const ends = began + seconds * 1_000;
  let due = began;
  let fellBehind = false;
  while (due < ends && !fellBehind) {
    for (const now = performance.now(); due <= now && due < ends; ) {
      waiting.push({ call: nextCall(), due });
      due += (-Math.log(1 - Math.random()) * 1_000) / perSecond;
    }
    sendWaiting();
    fellBehind = waiting.length > perSecond * TOO_MANY_WAITING_SECONDS;
    await sleep(TICK_MS);
  }
  if (fellBehind) waiting.length = 0;
  while (underway.size > 0) await Promise.all(underway);
  const took = (performance.now() - began) / 1_000;
  for (const connection of free) connection.close();
  return { ...figures, perSecond: figures.all.count / took, fellBehind };
}
