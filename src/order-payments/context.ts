import type { Pool } from 'pg';
import type { Providers } from '../payments/providers.ts';
import { createFoldLine, type Fold } from './fold-line.ts';
import { createInbox, type Inbox } from './inbox.ts';

/** What it takes to ask a provider and to keep what it says. */
export interface PaymentContext {
  readonly pool: Pool;
  readonly providers: Providers;
  readonly fold: Fold;
  readonly inbox: Inbox;
}

/** That of a process: what is kept and folded at once in it goes together. */
export const createPaymentContext = (pool: Pool, providers: Providers): PaymentContext => ({
  pool,
  providers,
  fold: createFoldLine(pool),
  inbox: createInbox(pool),
});
