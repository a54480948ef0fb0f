import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Caller {
  /** Sends a request until it is answered, at the processes in turn. @returns what it was answered with */
  insist(path: string, init: RequestInit): Promise<Response>;
  /** Posts under a key of its own. */
  post<T extends object = { id: string }>(path: string, body: object, token: string): Promise<T>;
}

/** What a client of a shop in trouble does. @param codes of problems that pass, too */
export function callerOf(
  apis: readonly string[],
  n: number,
  onRepeat: () => void,
  codes: readonly string[] = [],
): Caller {
  const insist = async (path: string, init: RequestInit): Promise<Response> => {
    for (let attempt = 0; ; attempt++) {
      const api = apis[(n + attempt) % apis.length];
      const answer = await fetch(api + path, init).catch(() => undefined);
      if (answer?.ok) return answer;
      onRepeat();
      const text = (await answer?.text().catch(() => '')) ?? '';
      const passes = codes.some((code) => text.includes(`"${code}"`));
      const come =
        answer === undefined || answer.status === 503 || answer.headers.has('retry-after') || passes;
      if (!come) throw new Error(`${path}: ${answer?.status} ${text}`);
      await sleep(passes ? 500 : 100);
    }
  };
  return {
    insist,
    async post<T extends object>(path: string, body: object, token: string): Promise<T> {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      };
      const answer = await insist(path, { method: 'POST', headers, body: JSON.stringify(body) });
      return (await answer.json()) as T;
    },
  };
}
