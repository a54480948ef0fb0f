import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { scripts } = JSON.parse(read('../package.json')) as { scripts: Record<string, string> };

test.each([
  '../README.md',
  '../CONTRIBUTING.md',
  '../docs/containers.md',
  '../docs/guides/run-in-production.md',
])('every npm command in %s is there', (path) => {
  const named = [...read(path).matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name!);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

const guides = readdirSync(new URL('../docs/', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => `../docs/${name}`);

test.each(['../README.md', '../CONTRIBUTING.md', '../clients/typescript/README.md', ...guides])(
  'every link of %s leads to a file that is there, and to a heading of it',
  (path) => {
    const here = new URL(path, import.meta.url);
    const links = [...read(path).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, link]) => link!);
    const broken = links.filter((link) => {
      const { href, hash } = new URL(link, here);
      const file = new URL(href.slice(0, href.length - hash.length));
      return !existsSync(file) || (hash !== '' && !headings(file).includes(hash.slice(1)));
    });
    expect(broken).toEqual([]);
  },
);

/** What GitHub calls the headings of a page. */
function headings(file: URL): string[] {
  const found = readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm);
  return [...found].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\w\s-]/g, '')
      .replaceAll(' ', '-'),
  );
}

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
