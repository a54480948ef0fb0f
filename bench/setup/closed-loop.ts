import { type Answer, Connection } from './connection.ts';

/**
 * Work over `connections` connections, each of which begins the next piece when its last one is done, until `amount` pieces
 * are done or `seconds` are over.
 * @param work is given its connection and its number, from 0
 */
export async function closedLoop(
  url: string,
  { connections, amount, seconds = Infinity }: { connections: number; amount: number; seconds?: number },
  work: (connection: Connection, n: number) => Promise<void>,
): Promise<{ done: number; seconds: number; perSecond: number }> {
  const open = await Promise.all(Array.from({ length: connections }, () => Connection.open(url)));
  let next = 0;
  const began = performance.now();
  const ends = began + seconds * 1_000;
  try {
    await Promise.all(
      open.map(async (connection) => {
        while (next < amount && performance.now() < ends) await work(connection, next++);
      }),
    );
    const took = (performance.now() - began) / 1_000;
    return { done: next, seconds: took, perSecond: next / took };
  } finally {
    for (const connection of open) connection.close();
  }
}

/** @throws with the answer's words where its status is another one */
export function expectStatus(answer: Answer, status: number): Answer {
  if (answer.status !== status) throw new Error(`${answer.status}, not ${status}: ${answer.body}`);
  return answer;
}
