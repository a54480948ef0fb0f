import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { scripts } = JSON.parse(read('../package.json')) as { scripts: Record<string, string> };

test.each(['../README.md', '../CONTRIBUTING.md', '../docs/containers.md'])(
  'every npm command in %s is there',
  (path) => {
    const named = [...read(path).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  },
);

test('every setting in README.md is read, and the other way round', () => {
  const documented = read('../README.md')
    .split('\n')
    .filter((line) => /^\| `[A-Z]/.test(line))
    .flatMap((line) => [...line.split('|')[1]!.matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name!));
  const asked = new Set<string>();
  const env = new Proxy(
    {
      DATABASE_URL: 'postgresql://db/x',
      JWT_SECRET: 'x'.repeat(32),
      SMTP_URL: 'smtp://mail',
    } as NodeJS.ProcessEnv,
    {
      get(target, name: string) {
        asked.add(name);
        return target[name];
      },
    },
  );
  loadConfig('api', env);
  // For npm start alone.
  const local = ['DATA_DIR', 'HOLDFAST_REDIS', 'PAYMENT_WEBHOOK_URL'];
  const internal = ['DOCS_EXAMPLES'];
  expect(documented.filter((name) => !local.includes(name)).toSorted()).toEqual(
    [...asked].filter((name) => !internal.includes(name)).toSorted(),
  );
});
