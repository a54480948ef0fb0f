import { randomBytes } from 'node:crypto';
import type { DocsExamples } from '../config.ts';

export interface DemoLogin {
  role: 'ADMIN' | 'CUSTOMER';
  email: string;
  password: string;
}

/** Known to every reader of this file: for the embedded database, while only this machine reaches the API. */
export const fixedLogins: readonly DemoLogin[] = [
  { role: 'ADMIN', email: 'admin@holdfast.example', password: 'admin-holdfast' },
  { role: 'CUSTOMER', email: 'customer@holdfast.example', password: 'customer-holdfast' },
];

/** The same accounts with passwords of their own, for a database that others may reach. */
export function randomLogins(): DemoLogin[] {
  return fixedLogins.map((login) => ({ ...login, password: randomBytes(12).toString('base64url') }));
}

/**
 * What /docs may be filled with: only a login that every reader of this file knows, never one of somebody's
 * own. @param logins those that are printed
 */
export function docsExamples(
  logins: readonly DemoLogin[] | undefined,
  productId: string | undefined,
): DocsExamples | undefined {
  const known = fixedLogins.find(({ role }) => role === 'CUSTOMER');
  const printed = logins?.find(
    ({ email, password }) => email === known?.email && password === known.password,
  );
  if (printed === undefined || productId === undefined) return undefined;
  return { email: printed.email, password: printed.password, productId };
}

/** Whether HOST lets in nobody but this machine. Another name, or 127.0.0.2, may be what a tunnel or a proxy serves. */
export function isThisMachineAlone(host: string): boolean {
  return ['127.0.0.1', '::1', 'localhost'].includes(host.toLowerCase());
}

/** What the process that fills the shop tells the supervisor. */
export interface SeededMessage {
  type: 'seeded';
  /** Those whose passwords were set: none when the shop was not empty. */
  logins: DemoLogin[];
}
