import { describe, expect, test } from 'vitest';
import { ConfigError, loadConfig, type ProcessRole } from '../src/config.ts';

const fine = {
  DATABASE_URL: 'postgresql://u:p@db:5432/holdfast',
  JWT_SECRET: 'x'.repeat(32),
  SMTP_URL: 'smtp://mail:25',
};

function problemsOf(role: ProcessRole, env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(role, env as NodeJS.ProcessEnv);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('settings', () => {
  test('have the defaults of the contract', () => {
    expect(loadConfig('api', fine)).toMatchObject({
      host: '127.0.0.1',
      port: 8000,
      publicUrl: 'http://127.0.0.1:8000',
      redisUrl: undefined,
      rateLimitEnabled: true,
      logLevel: 'info',
      admin: undefined,
      corsOrigins: [],
      trustProxy: false,
    });
  });

  test('DEFAULT_CURRENCY is one that ISO 4217 has', () => {
    expect(loadConfig('api', { ...fine, DEFAULT_CURRENCY: 'HUF' }).defaultCurrency).toBe('HUF');
    for (const DEFAULT_CURRENCY of ['ABC', 'gbp', 'XXX'])
      expect(problemsOf('api', { ...fine, DEFAULT_CURRENCY })).toHaveLength(1);
  });

  test('are frozen', () => {
    expect(Object.isFrozen(loadConfig('api', fine))).toBe(true);
  });

  test('that are missing are all named at once', () => {
    expect(problemsOf('api', {}).join('\n')).toMatch(/DATABASE_URL is missing.*JWT_SECRET is missing/s);
    expect(problemsOf('worker', {}).join('\n')).toMatch(/DATABASE_URL is missing.*SMTP_URL is missing/s);
    expect(problemsOf('migrate', {})).toHaveLength(1);
  });

  test('that are empty or blank count as missing', () => {
    expect(problemsOf('api', { DATABASE_URL: '', JWT_SECRET: '   ' })).toHaveLength(2);
  });

  test('that are wrong are all named at once, and none of their values is quoted', () => {
    const wrong = {
      DATABASE_URL: 'mysql://root:hunter2@db/QUOTED1',
      REDIS_URL: 'QUOTED2',
      SMTP_URL: 'QUOTED3',
      JWT_SECRET: 'QUOTED4',
      PORT: 'QUOTED5',
      RATE_LIMIT_ENABLED: 'QUOTED6',
      TRUST_PROXY: 'QUOTED7',
      LOG_LEVEL: 'QUOTED8',
      MAIL_FROM: 'QUOTED10',
      ADMIN_EMAIL: 'QUOTED9',
      ADMIN_PASSWORD: 'short',
      CORS_ORIGINS: 'QUOTED10',
      PUBLIC_URL: 'QUOTED11',
      DATABASE_POOL_MAX: 'QUOTED12',
      DEFAULT_CURRENCY: 'QUOTED13',
      MAIL_INBOX_URL: 'QUOTED14',
      PRICES_INCLUDE_TAX: 'QUOTED15',
      WEBHOOK_ALLOW_NETWORKS: '10.0.0.0/8,QUOTED16',
      PAYMENT_SIMULATOR_PORT: 'QUOTED16',
      STRIPE_API_HOST: 'http://QUOTED 17',
    };
    const problems = problemsOf('api', wrong);
    for (const name of Object.keys(wrong)) {
      expect(problems.filter((problem) => problem.startsWith(name))).toHaveLength(1);
    }
    expect(problems).toHaveLength(Object.keys(wrong).length);
    expect(problems.join('\n')).not.toMatch(/quoted|hunter2|short$|mysql/im);
  });

  test.each(['-1', '65536', '80.5', '1e3', '0x50', '８０００', ' 80 80 '])('PORT %j is refused', (PORT) => {
    expect(problemsOf('api', { ...fine, PORT })).toHaveLength(1);
  });

  test.each([
    ['true', true],
    ['1', true],
    ['ON', true],
    ['false', false],
    ['0', false],
    ['No', false],
  ])('RATE_LIMIT_ENABLED=%s is %s', (value, expected) => {
    expect(loadConfig('api', { ...fine, RATE_LIMIT_ENABLED: value }).rateLimitEnabled).toBe(expected);
  });

  test('JWT_SECRET counts bytes, not characters', () => {
    expect(problemsOf('api', { ...fine, JWT_SECRET: 'é'.repeat(16) })).toEqual([]);
    expect(problemsOf('api', { ...fine, JWT_SECRET: 'x'.repeat(31) })).toHaveLength(1);
  });

  test.each([{ ADMIN_EMAIL: 'a@b.example' }, { ADMIN_PASSWORD: 'long enough' }])(
    'half an administrator is refused: %j',
    (half) => {
      expect(problemsOf('api', { ...fine, ...half })).toEqual([expect.stringContaining('go together')]);
    },
  );

  test('an administrator is known by a lower-case e-mail, and the password is taken as it is', () => {
    const { admin } = loadConfig('api', {
      ...fine,
      ADMIN_EMAIL: ' Ada@Example.org',
      ADMIN_PASSWORD: ' spaces! ',
    });
    expect(admin).toEqual({ email: 'ada@example.org', password: ' spaces! ' });
  });

  test.each(['https://shop.example/', 'https://shop.example/path', 'shop.example', 'null'])(
    'CORS_ORIGINS %s is no origin',
    (CORS_ORIGINS) => {
      expect(problemsOf('api', { ...fine, CORS_ORIGINS })).toHaveLength(1);
    },
  );

  test('CORS_ORIGINS takes several', () => {
    const config = loadConfig('api', { ...fine, CORS_ORIGINS: 'https://a.example, http://localhost:3000,' });
    expect(config.corsOrigins).toEqual(['https://a.example', 'http://localhost:3000']);
  });

  test('a problem’s type leads below PUBLIC_URL, or to the documented address where none is given', () => {
    expect(loadConfig('api', { ...fine, PUBLIC_URL: 'https://a.example/shop/' }).problemsUrl).toBe(
      'https://a.example/shop/problems',
    );
    expect(loadConfig('api', fine).problemsUrl).toBe('https://holdfast.example/problems');
  });

  test('PUBLIC_URL loses its trailing slash, and a wildcard host becomes one that can be visited', () => {
    expect(loadConfig('api', { ...fine, PUBLIC_URL: 'https://a.example/shop/' }).publicUrl).toBe(
      'https://a.example/shop',
    );
    expect(loadConfig('api', { ...fine, HOST: '0.0.0.0' }).publicUrl).toBe('http://localhost:8000');
    expect(loadConfig('api', { ...fine, HOST: '::1', PORT: '81' }).publicUrl).toBe('http://[::1]:81');
  });

  test('JWT_SECRET may be missing where links in mails are all that needs it, but not too short', () => {
    const { JWT_SECRET: _, ...without } = fine;
    expect(problemsOf('worker', without)).toEqual([]);
    expect(problemsOf('worker', { ...without, JWT_SECRET: 'short' })).toHaveLength(1);
  });

  test.each(['https://shop.example/orders/{id}', 'https://shop.example/find?order={number}&v={id}'])(
    'ORDER_URL may be %s',
    (ORDER_URL) => {
      expect(loadConfig('worker', { ...fine, ORDER_URL }).orderUrl).toBe(ORDER_URL);
    },
  );

  test.each([
    'https://shop.example/orders',
    'https://shop.example/orders/{order}',
    'https://shop.example/{id}/{token}',
    'shop.example/{id}',
    'javascript:alert({id})',
  ])('ORDER_URL %s is refused', (ORDER_URL) => {
    expect(problemsOf('worker', { ...fine, ORDER_URL })).toEqual([expect.stringMatching(/^ORDER_URL/)]);
  });

  test.each([
    ['orders@shop.example'],
    ['Shop (UK): best prices <orders@shop.example>'],
    ['"Shop <UK>" <orders@shop.example>'],
    ['Bücher <orders@bücher.example>'],
    ['<first.last+tag@localhost>'],
  ])('MAIL_FROM %s is a sender', (MAIL_FROM) => {
    expect(problemsOf('worker', { ...fine, MAIL_FROM })).toEqual([]);
  });

  test.each([
    ['Shop', 'is not a sender'],
    ['Shop <orders>', 'is not a sender'],
    ['Shop <a b@shop.example>', 'is not a sender'],
    ['Shop <a@b@shop.example>', 'is not a sender'],
    ['Shop <Co> <orders@shop.example>', 'is not a sender'],
    ['Shop <orders@shop.example> again', 'is not a sender'],
    ['bestellung-für@shop.example', 'ASCII letters'],
    ['Shop <a..b@shop.example>', 'no address'],
    ['Shop <orders@shop..example>', 'no address'],
    [`Shop <orders@${'a'.repeat(64)}.example>`, 'no address'],
    [`Shop <${'a'.repeat(65)}@shop.example>`, 'no address'],
  ])('MAIL_FROM %s is refused at the start, in plain words', (MAIL_FROM, words) => {
    expect(problemsOf('worker', { ...fine, MAIL_FROM })).toEqual([expect.stringContaining(words)]);
  });
});
