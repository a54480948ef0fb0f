import type { ControlParts } from './control.ts';
import { readFaults } from './faults.ts';
import { isMove, type Move, moves } from './moves.ts';
import { styles } from './page-assets.ts';
import { frontPage, notFoundPage, paymentPage } from './page-markup.ts';
import { findPayment, type Payment } from './payments.ts';
import { WireError } from './wire-error.ts';

export interface PageRequest {
  method: string;
  url: URL;
  body: string;
}

export interface PageAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The pages for people: payments and faults, and the page that a buyer pays on. */
export function answerPage(parts: ControlParts, request: PageRequest): PageAnswer {
  const { method, url } = request;
  const [, what, ref = '', move] = url.pathname.split('/');
  if (url.pathname === '/simulator.css') return send(200, styles, 'text/css');
  if (url.pathname === '/' && method === 'GET') return send(200, frontPage(parts));
  if (url.pathname === '/faults' && method === 'POST') return setFaults(parts, request);
  const found = what === 'payments' ? findPayment(parts.bank.books, ref) : undefined;
  if (found === undefined) return send(404, notFoundPage());
  if (move === undefined && method === 'GET') return show(parts, found);
  if (method !== 'POST' || move === undefined || !isMove(move)) return send(404, notFoundPage());
  return act(parts, found, move);
}

function act(parts: ControlParts, payment: Payment, move: Move): PageAnswer {
  const page = `${parts.base()}/payments/${payment.ref}`;
  try {
    moves[move](parts.bank, payment, { page, late: false });
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return show(parts, payment, error.message);
  }
  return redirect(wayBack(payment, move) ?? `/payments/${payment.ref}`);
}

/** Where the buyer goes after it; undefined: they stay. */
function wayBack({ session }: Payment, move: Move): string | undefined {
  if (session === undefined) return undefined;
  if (move === 'approve' || move === 'pay-later')
    return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
  return move === 'abandon' ? (session.cancel_url ?? undefined) : undefined;
}

function show(parts: ControlParts, payment: Payment, problem?: string): PageAnswer {
  // A form's way ends at the shop, which a browser holds to this list, too.
  const shop = [payment.session?.success_url, payment.session?.cancel_url]
    .filter((url): url is string => typeof url === 'string')
    .map((url) => new URL(url).origin);
  return send(problem === undefined ? 200 : 409, paymentPage(parts, payment, problem), 'text/html', shop);
}

function setFaults(parts: ControlParts, { body }: PageRequest): PageAnswer {
  const form = [...new URLSearchParams(body)].map(([name, value]) => [
    name,
    name === 'failRefunds' ? true : Number(value),
  ]);
  const wished = readFaults(Object.fromEntries(form));
  if (typeof wished === 'string') return send(400, frontPage(parts, wished));
  Object.assign(parts.faults, wished);
  return redirect('/');
}

function redirect(location: string): PageAnswer {
  return { status: 303, headers: { location }, body: '' };
}

function send(status: number, body: string, type = 'text/html', formTargets: string[] = []): PageAnswer {
  const targets = ["'self'", ...formTargets].join(' ');
  const headers = {
    'content-type': `${type}; charset=utf-8`,
    'content-security-policy': `default-src 'none'; style-src 'self'; form-action ${targets}; base-uri 'none'; frame-ancestors 'none'`,
    'x-content-type-options': 'nosniff',
    // The shop is not told the payment's name; a form here says where it comes from.
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  return { status, headers, body };
}
