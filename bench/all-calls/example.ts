import type { Pool } from 'pg';
import { closedLoop } from '../setup/closed-loop.ts';
import { type Answer, requestOf } from '../setup/connection.ts';
import { tokenOf } from '../setup/fill.ts';
import { productId } from '../setup/products.ts';

export const BUYERS = 20_000;
export const PRODUCTS = 20_000;
/** Products that are for sale in every part of the run; those above go out of the shop one by one. */
export const LASTING_PRODUCTS = 5_000;
/** A user of a role that nobody shops with. */
export const ADMINISTRATOR = BUYERS;
export const PASSWORD = 'a password of the benchmarks';
/** Requests that hash a password: each costs what a hundred others do. */
export const FEW = 48;

export const ADDRESS = {
  name: 'A Buyer',
  line1: '1 High Street',
  city: 'London',
  postalCode: 'N1 1AA',
  country: 'GB',
};

/** How an operation is called, again and again. */
export interface Example {
  /** What is told apart from other ways to call the same operation. */
  variant?: string;
  /** Sees to what its requests need. @returns how many requests that is good for, or nothing for any number */
  prepare?: () => Promise<number | undefined>;
  request: (n: number) => string;
  onAnswer?: (answer: Answer) => void;
}

export type Examples = Record<string, Example[]>;

/** The shop that is measured. */
export interface Measured {
  pool: Pool;
  /** Of the API. */
  url: string;
  /** An administrator's. */
  token: string;
  /** What the provider of payments signs with. */
  providerSecret: string;
}

export const any = (below: number): number => Math.floor(Math.random() * below);
export const oneOf = <T>(values: readonly T[]): T => values[any(values.length)]!;
export const anyProduct = (): string => productId(1 + any(LASTING_PRODUCTS));
export const anyBuyer = (): number => 1 + any(BUYERS - 1);

const tokens = new Map<number, string>();
export function buyerToken(buyer: number): string {
  if (!tokens.has(buyer)) tokens.set(buyer, tokenOf(buyer));
  return tokens.get(buyer)!;
}

/** One way to call an operation, for which everything is there. */
export const always = (request: Example['request']): Example[] => [{ request }];

/** What many requests of a preparation are answered with, in their order. @throws where one of them is refused */
export async function sendAll(url: string, requests: readonly string[]): Promise<{ id: string }[]> {
  const answers: { id: string }[] = [];
  await closedLoop(url, { connections: 16, amount: requests.length }, async (connection, n) => {
    const { status, body } = await connection.send(requests[n]!);
    if (status >= 300) throw new Error(`${requests[n]!.split('\r\n', 1)[0]}: ${status} ${body}`);
    answers[n] = JSON.parse(body) as { id: string };
  });
  return answers;
}

/** The id of what one request makes. */
export async function make({ url, token }: Measured, path: string, body: unknown): Promise<string> {
  const [made] = await sendAll(url, [requestOf('POST', path, { token, body })]);
  return made!.id;
}
