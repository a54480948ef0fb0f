import { requestOf } from '../setup/connection.ts';
import { sqlUserId, userId } from '../setup/fill.ts';
import { always, any, type Example, type Examples, FEW, type Measured } from './example.ts';
import { keptExamples } from './kept-examples.ts';
import { mailLinks, newPeople } from './people.ts';

const MEMBERS = 2_000;
const SCOPES = ['orders:read', 'orders:write'];

/** Who works for the shop, its machines, and what they did. */
export function staffExamples(measured: Measured): Examples {
  const { pool, token } = measured;
  let first = 0;
  let invited: string[] = [];
  let links: string[] = [];
  const call = (method: string, path: string, body?: object) => requestOf(method, path, { token, body });
  const employ = async () => {
    first = await newPeople(pool, MEMBERS, 'STAFF');
    return MEMBERS;
  };
  const members = (request: (path: string, n: number) => string): Example[] => [
    { prepare: employ, request: (n) => request(`/staff/${userId(first + (n % MEMBERS))}`, n) },
  ];
  const readInvited = async () => {
    const { rows } = await pool.query<{ id: string }>(
      `select id from users where role = 'STAFF' and password_hash is null`,
    );
    invited = rows.map(({ id }) => id);
    return undefined;
  };

  return {
    ...keptExamples(measured, {
      names: ['ApiKey', 'ApiKeys'],
      path: '/api-keys',
      table: 'api_keys',
      body: () => ({ name: 'Warehouse', scopes: SCOPES }),
      changed: { key_hash: `'\\x' || encode(sha256(convert_to('copy $round ' || n, 'UTF8')), 'hex')` },
    }),
    inviteStaff: always((n) => call('POST', '/staff', { email: `staff${n}@bench.example`, scopes: SCOPES })),
    inviteStaffAgain: [
      {
        prepare: readInvited,
        request: (n) => call('POST', `/staff/${invited[n % invited.length]}/invitations`),
      },
    ],
    acceptInvitation: [
      {
        async prepare() {
          links = await mailLinks(
            pool,
            'staff-invitation',
            `select id as user_id, email, null::uuid as order_id from users
              where role = 'STAFF' and password_hash is null limit ${FEW}`,
          );
          return links.length;
        },
        request: () =>
          requestOf('POST', `/staff-invitations/${links.pop()}`, {
            body: { name: 'A Member', password: 'a password of the staff' },
          }),
      },
    ],
    listStaff: [{ prepare: () => employ().then(() => undefined), request: () => call('GET', '/staff') }],
    getStaff: members((path) => call('GET', path)).map(unlimited),
    changeStaff: members((path, n) => call('PATCH', path, { scopes: SCOPES.slice(0, 1 + (n % 2)) })).map(
      unlimited,
    ),
    removeSecondFactor: [
      {
        async prepare() {
          await employ();
          await pool.query(
            `insert into second_factors (user_id, sealed_secret, confirmed_at)
             select ${sqlUserId('n')}, '\\x00', now() from generate_series(${first}, ${first + MEMBERS - 1}) n`,
          );
          return MEMBERS;
        },
        request: (n) => call('DELETE', `/staff/${userId(first + n)}/second-factor`),
      },
    ],
    removeStaff: members((path) => call('DELETE', path)),
    listAuditLog: [
      { request: () => call('GET', '/audit-log') },
      {
        variant: 'of one',
        request: () => call('GET', `/audit-log?subject=staff:${userId(first + any(MEMBERS))}`),
      },
    ],
  };
}

/** Nothing is used up. */
const unlimited = (example: Example): Example => ({
  ...example,
  prepare: async () => {
    await example.prepare?.();
    return undefined;
  },
});
