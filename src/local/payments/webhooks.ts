import { createHmac } from 'node:crypto';
import type { Books } from './books.ts';
import type { Faults } from './faults.ts';
import type { StripeEvent } from './objects.ts';

/** Where webhooks go, and the secret that they are signed with. */
export interface Endpoint {
  url: string;
  secret: string;
}

/** Webhooks on their way at once. */
const MOST_AT_ONCE = 8;
/** How long one that was let past waits for the next, in ms. */
const LET_PAST_MS = 1_000;
const ANSWER_WITHIN_MS = 10_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** After about an hour of trying it is given up; Stripe goes on for three days. */
const MOST_TRIES = 120;

/** Sends events to the shop, with the faults that are wished, until they are taken. */
export class Webhooks {
  readonly #books: Books;
  readonly #faults: () => Faults;
  #endpoint: Endpoint | undefined;
  #waiting: { event: StripeEvent; tries: number }[] = [];
  #heldBack: StripeEvent[] = [];
  #running = 0;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #stop = new AbortController();

  constructor(books: Books, faults: () => Faults) {
    this.#books = books;
    this.#faults = faults;
  }

  get endpoint(): Endpoint | undefined {
    return this.#endpoint;
  }

  /** From now on; also for what was not taken yet. */
  deliverTo(endpoint: Endpoint): void {
    const first = this.#endpoint === undefined;
    this.#endpoint = endpoint;
    if (first)
      for (const event of this.#books.events.values()) if (event.pending_webhooks > 0) this.#queue(event);
    this.#next();
  }

  /** @param event kept already */
  send(event: StripeEvent): void {
    if (this.#endpoint === undefined) return;
    const { loseWebhooks, doubleWebhooks, reorderWebhooks, delayWebhooksMs } = this.#faults();
    if (Math.random() < loseWebhooks) {
      this.#settle(event);
      return;
    }
    if (Math.random() < doubleWebhooks) this.#later(delayWebhooksMs, () => this.#queue(event));
    if (Math.random() < reorderWebhooks) {
      this.#heldBack.push(event);
      this.#later(delayWebhooksMs + LET_PAST_MS, () => this.#release());
      return;
    }
    this.#later(delayWebhooksMs, () => {
      this.#queue(event);
      this.#release();
    });
  }

  stop(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  #release(): void {
    for (const event of this.#heldBack.splice(0)) this.#queue(event);
  }

  #later(ms: number, then: () => void): void {
    if (ms === 0) {
      then();
      return;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      then();
    }, ms);
    this.#timers.add(timer.unref());
  }

  #queue(event: StripeEvent, tries = 0): void {
    this.#waiting.push({ event, tries });
    this.#next();
  }

  #next(): void {
    while (this.#running < MOST_AT_ONCE && this.#waiting.length > 0 && !this.#stop.signal.aborted) {
      const { event, tries } = this.#waiting.shift()!;
      this.#running++;
      void this.#deliver(event).then((taken) => {
        this.#running--;
        if (this.#stop.signal.aborted) return;
        if (taken || tries + 1 >= MOST_TRIES) this.#settle(event);
        else {
          const pause = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
          this.#later(pause, () => this.#queue(event, tries + 1));
        }
        this.#next();
      });
    }
  }

  async #deliver(event: StripeEvent): Promise<boolean> {
    const { url, secret } = this.#endpoint!;
    const body = JSON.stringify({ ...event, pending_webhooks: 1 });
    // The receiver looks at its own clock, not at ours.
    const time = Math.floor(Date.now() / 1000);
    const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'stripe-signature': `t=${time},v1=${signature}` },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  #settle(event: StripeEvent): void {
    if (event.pending_webhooks > 0) this.#books.put('events', { ...event, pending_webhooks: 0 });
  }
}
