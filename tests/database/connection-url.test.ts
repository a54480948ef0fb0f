import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { readDatabaseUrl, withEnvironment } from '../../src/database/connection-url.ts';
import { connectionSettings } from '../../src/database/connections.ts';

const base = 'postgresql://ann:secret@db.example:5433/shop';

test.each([
  [base, { host: 'db.example', port: 5433, user: 'ann', password: 'secret', database: 'shop' }],
  [
    `${base}?host=/run/pg&port=1&user=bob&password=x%20y&dbname=b`,
    { host: '/run/pg', port: 1, user: 'bob', password: 'x y', database: 'b' },
  ],
  [
    'postgresql:///shop?host=/run/pg',
    { host: '/run/pg', port: undefined, user: undefined, database: 'shop' },
  ],
  ['postgresql://ann@/shop?host=/run/pg', { host: '/run/pg', user: 'ann', database: 'shop' }],
  ['postgresql://ann:a%40b%2Fc@%2Frun%2Fpg/shop', { host: '/run/pg', user: 'ann', password: 'a@b/c' }],
  ['postgres://[::1]/shop', { host: '::1', database: 'shop' }],
])('the parts of %s are read as libpq reads them', (url, parts) => {
  expect(readDatabaseUrl(url)).toMatchObject(parts);
});

test.each([
  ['mysql://root@db/x', /is not a URL/],
  ['postgresql//db', /is not a URL/],
  [`${base}?schema=shop`, /schema=.*search_path/],
  [`${base}?sslmode=maybe`, /sslmode.*verify-full/],
  [`${base}?sslmode=allow`, /sslmode.*verify-full/],
  [`${base}?sslmode=verify-ca`, /without sslrootcert/],
  [`${base}?sslmode=verify-full&sslrootcert=/nowhere/ca.pem`, /cannot be read \(sslrootcert: ENOENT\)/],
  [`${base}?port=many`, /port that is no whole number/],
  [`${base}?sslmod=require`, /not supported \(sslmod\)/],
  [`${base}?se%20cret=require`, /not supported: known are/],
])('%s is refused at the start, and quoted nowhere', (url, fault) => {
  const problems = () => loadConfig('migrate', { DATABASE_URL: url });
  expect(problems).toThrow(fault);
  expect(problems).toThrow(/^DATABASE_URL (?!.*(secret|maybe|nowhere|se cret))/);
});

test("libpq's environment fills in what the URL leaves out, passwords excepted", () => {
  const env = { PGOPTIONS: '-c work_mem=5MB', PGAPPNAME: 'me', PGHOST: '/run/pg', PGPASSWORD: 'secret' };
  const url = withEnvironment('postgresql:///shop?application_name=you', env);
  expect(readDatabaseUrl(url)).toMatchObject({
    host: '/run/pg',
    options: '-c work_mem=5MB',
    applicationName: 'you',
    password: undefined,
  });
  expect(url).not.toContain('secret');
  expect(withEnvironment(base, { PGHOST: 'other', PGPASSWORD: 'secret' })).toBe(base);
});

test('a URL that leaves the password out leaves it to PGPASSWORD', () => {
  const { password } = connectionSettings('postgresql://ann@db/shop', { applicationName: 'test' });
  expect(password).toBeUndefined();
});
