import { join } from 'node:path';
import { listenNear } from '../listen-near.ts';
import { Bank } from './bank.ts';
import { Books } from './books.ts';
import { Clock } from './clock.ts';
import { noFaults } from './faults.ts';
import { failPendingRefunds } from './refunds.ts';
import { endInTime } from './sessions.ts';
import { paymentsWeb } from './web.ts';
import { type Endpoint, Webhooks } from './webhooks.ts';
import { Wire } from './wire.ts';

export const SIMULATOR_PORT = 8027;
/** What its webhooks are signed with unless it is told another secret. */
export const SIMULATOR_WEBHOOK_SECRET = 'whsec_simulator';

const END_EVERY_MS = 1_000;

export interface SimulatorOptions {
  /** Where it keeps what it holds; none: in memory. */
  folder?: string | undefined;
  host?: string | undefined;
  /** The port or, where it is taken, one of the next. */
  port?: number | undefined;
  /** That port and no other. */
  exactly?: boolean | undefined;
  /** Ports that others are to have. */
  except?: readonly number[] | undefined;
}

export interface PaymentSimulator {
  readonly url: string;
  readonly port: number;
  /** Where its webhooks go. */
  deliverTo(endpoint: Endpoint): void;
  stop(): Promise<void>;
}

/** A payment provider for this machine: Stripe's API as far as the shop speaks it, and a page to pay on. No money moves. */
export async function startPaymentSimulator(options: SimulatorOptions = {}): Promise<PaymentSimulator> {
  const { folder, host = '127.0.0.1', port = SIMULATOR_PORT } = options;
  const books = new Books(folder === undefined ? undefined : join(folder, 'books.jsonl'));
  const faults = { ...noFaults };
  const webhooks = new Webhooks(books, () => faults);
  const bank = new Bank(books, new Clock(), (event) => webhooks.send(event));
  failPendingRefunds(bank);
  let url = '';
  const base = () => url;
  const onLoopback = host === '127.0.0.1' || host === '::1' || host === 'localhost';
  const web = paymentsWeb({ bank, faults, webhooks, base, onLoopback, wire: new Wire(bank, faults, base) });
  const bound = await listenNear(web, port, {
    host,
    steps: options.exactly ? 1 : undefined,
    except: options.except,
  });
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  url = `http://${shown.includes(':') ? `[${shown}]` : shown}:${bound}`;
  const timer = setInterval(() => endInTime(bank), END_EVERY_MS).unref();
  return {
    url,
    port: bound,
    deliverTo: (endpoint) => webhooks.deliverTo(endpoint),
    stop: async () => {
      clearInterval(timer);
      webhooks.stop();
      web.closeAllConnections();
      await new Promise<void>((resolve) => web.close(() => resolve()));
      books.close();
    },
  };
}
