import { randomBytes } from 'node:crypto';

export interface DemoLogin {
  role: 'ADMIN' | 'CUSTOMER';
  email: string;
  password: string;
}

/** Known to every reader of this file: for the embedded database, which only this machine reaches. */
export const fixedLogins: readonly DemoLogin[] = [
  { role: 'ADMIN', email: 'admin@holdfast.example', password: 'admin-holdfast' },
  { role: 'CUSTOMER', email: 'customer@holdfast.example', password: 'customer-holdfast' },
];

/** The same accounts with passwords of their own, for a database that others may reach. */
export function randomLogins(): DemoLogin[] {
  return fixedLogins.map((login) => ({ ...login, password: randomBytes(12).toString('base64url') }));
}
