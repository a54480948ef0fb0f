import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';

interface Mutant {
  id: string;
  fileName: string;
  location: { start: Position; end: Position };
  mutatorName: string;
  replacement: string;
}
interface Position {
  line: number;
  column: number;
}
interface Sample {
  check(mutants: Mutant[]): Promise<Record<string, { status: string }>>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const mutants = Array.from({ length: 1_000 }, (_, n): Mutant => {
  const start = { line: n, column: 4 };
  return {
    id: `${n}`,
    fileName: `${root}src/orders/decide.ts`,
    location: { start, end: { line: n, column: 9 } },
    mutatorName: 'ConditionalExpression',
    replacement: n % 2 === 0 ? 'true' : 'false',
  };
});

afterEach(() => vi.unstubAllEnvs());

async function sampled(oneIn: number, from = mutants): Promise<string[]> {
  vi.stubEnv('MUTATE_ONE_IN', `${oneIn}`);
  vi.resetModules();
  const { strykerPlugins } = (await import(
    new URL('../../scripts/mutation/sample.mjs', import.meta.url).href
  )) as { strykerPlugins: { injectableClass: new () => Sample }[] };
  const checked = await new strykerPlugins[0]!.injectableClass().check(from);
  expect(Object.keys(checked)).toHaveLength(from.length);
  return Object.keys(checked).filter((id) => checked[id]!.status === 'passed');
}

test('the sample is about one in so many, and the same whoever draws it and in whatever order', async () => {
  const ids = await sampled(10);
  expect(ids.length).toBeGreaterThan(70);
  expect(ids.length).toBeLessThan(130);
  expect(new Set(await sampled(10, mutants.toReversed()))).toEqual(new Set(ids));
});

test('one in one is every mutant', async () => {
  expect(await sampled(1)).toHaveLength(mutants.length);
});
