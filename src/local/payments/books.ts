import { closeSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Charge, Dispute, Intent, KeptAnswer, Refund, Session, StripeEvent } from './objects.ts';

/** What is held of each kind at most; the oldest goes. */
const kept = {
  intents: 25_000,
  charges: 50_000,
  refunds: 50_000,
  sessions: 25_000,
  disputes: 5_000,
  events: 20_000,
  answers: 50_000,
};
type Kind = keyof typeof kept;
const kinds = Object.keys(kept) as Kind[];

interface Kinds {
  intents: Intent;
  charges: Charge;
  refunds: Refund;
  sessions: Session;
  disputes: Dispute;
  events: StripeEvent;
  answers: KeptAnswer;
}

/** Everything the simulator holds, oldest first, in memory and in a file: what it has answered outlives its process. */
export class Books {
  readonly intents = new Map<string, Intent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();
  readonly sessions = new Map<string, Session>();
  readonly disputes = new Map<string, Dispute>();
  readonly events = new Map<string, StripeEvent>();
  readonly answers = new Map<string, KeptAnswer>();
  #file: number | undefined;

  /** @param path of the file; none: it forgets all with its process */
  constructor(path?: string) {
    if (path === undefined) return;
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#read(path);
    // Only the last word on each object is worth keeping.
    writeFileSync(`${path}.new`, this.#lines(), { mode: 0o600 });
    renameSync(`${path}.new`, path);
    this.#file = openSync(path, 'a', 0o600);
  }

  /** Once it returns, the object outlives this process. */
  put<K extends Kind>(kind: K, object: Kinds[K]): void {
    this.#hold(kind, object);
    if (this.#file !== undefined) writeSync(this.#file, line(kind, object));
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #hold<K extends Kind>(kind: K, object: Kinds[K]): void {
    const shelf = this[kind] as Map<string, Kinds[K]>;
    shelf.set(object.id, object);
    if (shelf.size > kept[kind]) shelf.delete(shelf.keys().next().value as string);
  }

  #read(path: string): void {
    let text = '';
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    }
    for (const written of text.split('\n')) {
      try {
        const [kind, object] = JSON.parse(written) as [Kind, Kinds[Kind]];
        if (kinds.includes(kind)) this.#hold(kind, object);
      } catch {
        // The end of a line that a killed process did not finish.
      }
    }
  }

  #lines(): string {
    const lines = kinds.flatMap((kind) => [...this[kind].values()].map((object) => line(kind, object)));
    return lines.join('');
  }
}

const line = (kind: Kind, object: object) => `${JSON.stringify([kind, object])}\n`;
