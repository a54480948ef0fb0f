import { requestOf } from '../setup/connection.ts';
import { sqlUserId, tokenOf, userId } from '../setup/fill.ts';
import {
  ADDRESS,
  always,
  anyBuyer,
  BUYERS,
  buyerToken,
  type Example,
  type Examples,
  FEW,
  type Measured,
  PASSWORD,
} from './example.ts';
import { mailLinks, newPeople } from './people.ts';

const PEOPLE = 3_000;
const OTHER_PASSWORD = 'another password of the benchmarks';

/** What people do with their accounts, and the shop with them. */
export function peopleExamples(measured: Measured): Examples {
  const { pool, token: admin } = measured;
  let first = 0;
  let links: string[] = [];
  let keyed: { id: string; buyer: number }[] = [];
  const byBuyer = (method: string, path: string, body?: (n: number) => object): Example[] =>
    always((n) => requestOf(method, path, { token: buyerToken(anyBuyer()), body: body?.(n) }));
  const people = (count: number, request: (person: number) => string): Example[] => [
    {
      async prepare() {
        first = await newPeople(pool, count);
        return count;
      },
      request: (n) => request(first + n),
    },
  ];
  const withPassword = (method: string, path: string, body: (person: number) => object) =>
    people(FEW, (person) => requestOf(method, path, { token: tokenOf(person), body: body(person) }));
  /** What belongs to buyers: each is used once, or any of them again and again. */
  const own = (table: string, method: string, pathOf: (id: string) => string, body?: object): Example[] => [
    {
      async prepare() {
        const number = `('x' || right(user_id::text, 8))::bit(32)::int`;
        keyed = (await pool.query(`select id, ${number} as buyer from ${table} limit 10000`)).rows;
        return method === 'DELETE' ? keyed.length : undefined;
      },
      request: (n) => {
        const { id, buyer } = keyed[n % keyed.length]!;
        return requestOf(method, pathOf(id), { token: buyerToken(buyer), body });
      },
    },
  ];
  const linked = (count: number, to: () => Promise<string[]>, request: Example['request']): Example[] => [
    {
      async prepare() {
        links = await to();
        return count;
      },
      request,
    },
  ];
  const toPeople = async (kind: 'email-confirmation' | 'password-reset', count: number) => {
    const from = await newPeople(pool, count);
    return mailLinks(
      pool,
      kind,
      `select id as user_id, email, null::uuid as order_id from users
        where id between ${sqlUserId(String(from))} and ${sqlUserId(String(from + count - 1))}`,
    );
  };

  return {
    addAddress: byBuyer('POST', '/addresses', () => ADDRESS),
    listAddresses: byBuyer('GET', '/addresses'),
    getAddress: own('addresses', 'GET', (id) => `/addresses/${id}`),
    replaceAddress: own('addresses', 'PUT', (id) => `/addresses/${id}`, {
      ...ADDRESS,
      line1: '2 High Street',
    }),
    removeAddress: own('addresses', 'DELETE', (id) => `/addresses/${id}`),

    createGuest: always(() => requestOf('POST', '/guests', { body: {} })),
    changeMe: byBuyer('PATCH', '/me', (n) => ({ name: `Buyer ${n}` })),
    exportMe: byBuyer('GET', '/me/export'),
    requestEmailConfirmation: byBuyer('POST', '/me/email-confirmations'),
    confirmEmail: linked(
      PEOPLE,
      () => toPeople('email-confirmation', PEOPLE),
      () => requestOf('POST', `/email-confirmations/${links.pop()}`),
    ),
    changeEmail: withPassword('PUT', '/me/email', (n) => ({
      email: `other${n}@bench.example`,
      password: PASSWORD,
    })),
    changePassword: withPassword('PUT', '/me/password', () => ({ current: PASSWORD, new: OTHER_PASSWORD })),
    requestPasswordReset: always((n) =>
      requestOf('POST', '/password-resets', { body: { email: `buyer${1 + (n % BUYERS)}@bench.example` } }),
    ),
    resetPassword: linked(
      FEW,
      () => toPeople('password-reset', FEW),
      () => requestOf('POST', `/password-resets/${links.pop()}`, { body: { password: OTHER_PASSWORD } }),
    ),
    listLogins: byBuyer('GET', '/me/logins'),
    endLogin: [
      {
        async prepare() {
          first = await newPeople(pool, PEOPLE);
          await pool.query(
            `insert into refresh_tokens (id, user_id, family_id, token_hash, expires_at)
             select gen_random_uuid(), ${sqlUserId('n')}, ${sqlUserId('n')}, sha256(convert_to('login' || n, 'UTF8')), now() + interval '1 day'
               from generate_series(${first}, ${first + PEOPLE - 1}) n`,
          );
          return PEOPLE;
        },
        request: (n) => requestOf('DELETE', `/me/logins/${userId(first + n)}`, { token: tokenOf(first + n) }),
      },
    ],

    lookUpOrder: always((n) =>
      requestOf('POST', '/order-lookups', {
        body: { number: '261122-1800-000000', email: `buyer${1 + (n % BUYERS)}@bench.example` },
      }),
    ),
    claimOrder: linked(
      PEOPLE,
      () =>
        mailLinks(
          pool,
          'order-claim',
          `select user_id, email, o.id as order_id from orders o join users u on u.id = o.user_id limit ${PEOPLE}`,
        ),
      () =>
        requestOf('POST', '/orders/claims', { token: buyerToken(anyBuyer()), body: { token: links.pop() } }),
    ),

    eraseMe: withPassword('POST', '/me/erasure', () => ({ password: PASSWORD })),
    eraseCustomer: people(PEOPLE, (n) =>
      requestOf('POST', `/customers/${userId(n)}/erasures`, { token: admin }),
    ),
    getErasure: [
      {
        async prepare() {
          keyed = (await pool.query('select id, user_id as buyer from erasures limit 10000')).rows;
          return undefined;
        },
        request: (n) => {
          const { id, buyer } = keyed[n % keyed.length]!;
          return requestOf('GET', `/customers/${buyer}/erasures/${id}`, { token: admin });
        },
      },
    ],
  };
}
