import type { Bank } from './bank.ts';
import { type Faults, readFaults } from './faults.ts';
import { isMove, moves } from './moves.ts';
import { allPayments, findPayment, rowOf } from './payments.ts';
import type { Webhooks } from './webhooks.ts';
import { WireError } from './wire-error.ts';

export interface ControlParts {
  bank: Bank;
  faults: Faults;
  webhooks: Webhooks;
  base: () => string;
}

export interface ControlAnswer {
  status: number;
  body: object;
}

const said = (status: number, message: string): ControlAnswer => ({ status, body: { error: message } });

/** What scripts drive the simulator by. @param body parsed JSON, or undefined where there is none */
export function control(parts: ControlParts, method: string, url: URL, body: unknown): ControlAnswer {
  const [, , what, ref, move, ...more] = url.pathname.split('/');
  if (more.length > 0) return said(404, 'Not found.');
  if (what === 'payments' && move !== undefined)
    return method === 'POST' ? makeMove(parts, ref!, move, body) : said(405, 'POST.');
  if (what === 'payments') return method === 'GET' ? read(parts, url, ref) : said(405, 'GET.');
  if (what === 'faults' && ref === undefined) return faultsOf(parts, method, body);
  if (what === 'clock' && ref === undefined) return clockOf(parts, method, body);
  if (what === 'webhooks' && ref === undefined) return webhooksOf(parts, method, body);
  return said(404, 'Not found.');
}

function read({ bank }: ControlParts, url: URL, ref: string | undefined): ControlAnswer {
  if (ref !== undefined) {
    const found = findPayment(bank.books, ref);
    return found === undefined
      ? said(404, 'There is no such payment.')
      : { status: 200, body: rowOf(bank, found) };
  }
  const orderId = url.searchParams.get('orderId');
  const rows = allPayments(bank.books).map((payment) => rowOf(bank, payment));
  return {
    status: 200,
    body: orderId === null ? rows : rows.filter((row) => row.metadata.orderId === orderId),
  };
}

function makeMove(parts: ControlParts, ref: string, move: string, body: unknown): ControlAnswer {
  const { bank, base } = parts;
  const found = findPayment(bank.books, ref);
  if (found === undefined || !isMove(move))
    return said(404, 'There is no such payment, or nothing like that to do.');
  const { late, amount, heldMs } = (body ?? {}) as Record<string, unknown>;
  for (const [name, value] of Object.entries({ amount, heldMs }))
    if (value !== undefined && !(Number.isSafeInteger(value) && (value as number) > 0))
      return said(400, `${name} is a positive whole number.`);
  try {
    const options = {
      page: `${base()}/payments/${ref}`,
      late: late === true,
      amount: amount as number | undefined,
      heldMs: heldMs as number | undefined,
    };
    moves[move](bank, found, options);
  } catch (error) {
    if (error instanceof WireError) return said(409, error.message);
    throw error;
  }
  return { status: 200, body: rowOf(bank, findPayment(bank.books, ref)!) };
}

function faultsOf({ faults }: ControlParts, method: string, body: unknown): ControlAnswer {
  if (method === 'PUT' || method === 'DELETE') {
    const wished = readFaults(method === 'PUT' ? body : {});
    if (typeof wished === 'string') return said(400, wished);
    Object.assign(faults, wished);
  } else if (method !== 'GET') return said(405, 'GET, PUT or DELETE.');
  return { status: 200, body: { ...faults } };
}

/** Lets time pass: pages expire, keys are forgotten. */
function clockOf({ bank }: ControlParts, method: string, body: unknown): ControlAnswer {
  if (method === 'POST') {
    const { advanceMs } = (body ?? {}) as { advanceMs?: unknown };
    if (!Number.isSafeInteger(advanceMs) || (advanceMs as number) < 0 || (advanceMs as number) > 1e11)
      return said(400, 'advanceMs is a whole number from 0 to 100000000000.');
    bank.clock.advance(advanceMs as number);
  } else if (method !== 'GET') return said(405, 'GET or POST.');
  return { status: 200, body: { now: new Date(bank.clock.nowMs()).toISOString() } };
}

function webhooksOf({ webhooks, bank }: ControlParts, method: string, body: unknown): ControlAnswer {
  if (method === 'PUT') {
    const { url, secret } = (body ?? {}) as { url?: unknown; secret?: unknown };
    if (
      typeof url !== 'string' ||
      !URL.canParse(url) ||
      !/^https?:/.test(url) ||
      typeof secret !== 'string' ||
      secret === ''
    )
      return said(400, 'Webhooks need { url, secret }.');
    webhooks.deliverTo({ url, secret });
  } else if (method !== 'GET') return said(405, 'GET or PUT.');
  let pending = 0;
  for (const event of bank.books.events.values()) pending += event.pending_webhooks;
  return { status: 200, body: { url: webhooks.endpoint?.url ?? null, pending } };
}
