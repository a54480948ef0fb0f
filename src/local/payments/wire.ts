import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Bank, newId } from './bank.ts';
import type { Faults } from './faults.ts';
import { readForm } from './form.ts';
import { expand } from './lists.ts';
import type { KeptAnswer } from './objects.ts';
import { WireError } from './wire-error.ts';
import { wireRoutes } from './wire-routes.ts';

export interface WireRequest {
  method: string;
  /** With its query. */
  url: URL;
  body: string;
  key: string | undefined;
  authorization: string | undefined;
}

export interface WireAnswer {
  status: number;
  body: string;
  headers: Record<string, string>;
}

/** For which an answer is kept, by the simulator's clock. */
const KEY_LIFETIME_S = 86_400;
const LONGEST_KEY = 255;

/** Stripe's API, with keys and faults. */
export class Wire {
  constructor(
    readonly bank: Bank,
    readonly faults: Faults,
    readonly base: () => string,
  ) {}

  /** @returns null where no answer is to be given, ever */
  async answer(request: WireRequest): Promise<WireAnswer | null> {
    const headers = { 'request-id': newId('req'), 'content-type': 'application/json' };
    try {
      return await this.#answer(request, headers);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { status: error.status, body: JSON.stringify(error.body), headers };
    }
  }

  async #answer(request: WireRequest, headers: Record<string, string>): Promise<WireAnswer | null> {
    const { method, key } = request;
    if (!/^(Bearer|Basic) \S+/.test(request.authorization ?? ''))
      throw new WireError(401, 'invalid_request_error', undefined, 'You did not provide an API key.');
    if (method !== 'POST') return { status: 200, body: this.#body(request), headers };
    if (key !== undefined && key.length > LONGEST_KEY)
      throw new WireError(400, 'idempotency_error', undefined, 'Keys have up to 255 characters.');
    if (key !== undefined) headers['idempotency-key'] = key;
    const kept = this.#kept(request);
    if (kept !== undefined)
      return { status: kept.status, body: kept.body, headers: { ...headers, 'idempotent-replayed': 'true' } };
    if (this.#takes('failBeforeDoing'))
      throw new WireError(
        503,
        'api_error',
        undefined,
        'The simulator is out of order, as it was told to be.',
      );
    const hangs = this.#takes('hangAfterDoing');
    const fails = !hangs && this.#takes('failAfterDoing');
    const answer = this.#carryOut(request);
    if (fails) Object.assign(answer, outOfOrder);
    if (key !== undefined && !answer.unchecked) this.#keep(request, answer);
    if (hangs) return null;
    // Others get their turn between doing and answering, as they would.
    await pause(0);
    return { status: answer.status, body: answer.body, headers };
  }

  #carryOut(request: WireRequest): { status: number; body: string; unchecked?: boolean } {
    try {
      return { status: 200, body: this.#body(request) };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      // What is not well formed, or names nothing, was never begun: no answer is kept for it.
      const unchecked =
        error.status === 404 || (error.parameter !== undefined && error.code !== 'amount_too_large');
      return { status: error.status, body: JSON.stringify(error.body), unchecked };
    }
  }

  #body({ method, url, body }: WireRequest): string {
    const params = readForm(method === 'POST' ? body : url.search.slice(1));
    const { bank, faults } = this;
    const parts = url.pathname.split('/');
    const at = parts.findIndex((part) => /^(pi|ch|re|du|evt|cs_test|cs_live)_/.test(part));
    const id = at === -1 ? '' : parts[at]!;
    if (at !== -1) parts[at] = ':id';
    const route = wireRoutes[`${method} ${parts.join('/')}`];
    if (route === undefined)
      throw new WireError(
        404,
        'invalid_request_error',
        undefined,
        `Unrecognized request URL (${method}: ${url.pathname}).`,
      );
    const answer = route({ bank, id, params, base: this.base(), failRefunds: faults.failRefunds });
    return JSON.stringify(expand(bank.books, answer, params));
  }

  #kept(request: WireRequest): KeptAnswer | undefined {
    if (request.key === undefined) return undefined;
    const kept = this.bank.books.answers.get(request.key);
    if (kept === undefined || kept.created <= this.bank.clock.now() - KEY_LIFETIME_S) return undefined;
    if (kept.fingerprint === fingerprint(request)) return kept;
    throw new WireError(
      400,
      'idempotency_error',
      undefined,
      'Keys for idempotent requests can only be used with the same parameters they were first used with.',
    );
  }

  #keep(request: WireRequest, answer: { status: number; body: string }): void {
    const { status, body } = answer;
    const created = this.bank.clock.now();
    this.bank.books.put('answers', {
      id: request.key!,
      fingerprint: fingerprint(request),
      status,
      body,
      created,
    });
  }

  #takes(fault: 'failAfterDoing' | 'hangAfterDoing' | 'failBeforeDoing'): boolean {
    if (this.faults[fault] <= 0) return false;
    this.faults[fault]--;
    return true;
  }
}

const outOfOrder = {
  status: 500,
  body: JSON.stringify({
    error: { type: 'api_error', message: 'The simulator did it, and fails as it was told.' },
  }),
  unchecked: false,
};

const fingerprint = ({ method, url, body }: WireRequest) =>
  createHash('sha256').update(`${method} ${url.pathname}\n${body}`).digest('base64url');
