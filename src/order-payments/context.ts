import type { Pool } from 'pg';
import type { Providers } from '../payments/providers.ts';

/** What it takes to ask a provider and to keep what it says. */
export interface PaymentContext {
  readonly pool: Pool;
  readonly providers: Providers;
}
