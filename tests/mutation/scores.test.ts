import { expect, test } from 'vitest';

interface Mutant {
  status: string;
  statusReason?: string;
}
/** Read as a person would: the scripts are plain JavaScript. */
const { scoreOf } = (await import(new URL('../../scripts/mutation/scores.mjs', import.meta.url).href)) as {
  scoreOf(part: string, files: Record<string, { mutants: Mutant[] }>): Record<string, string | number>;
};
const times = (count: number, status: string, statusReason = ''): Mutant[] =>
  Array.from({ length: count }, () => ({ status, statusReason }));

test('a sampled score comes with its standard error, which knows how many were left out', () => {
  const mutants = [
    ...times(70, 'Killed', 'expected 1 to be 2'),
    ...times(4, 'Killed', 'Error: Test timed out in 30000ms.'),
    ...times(3, 'Timeout'),
    ...times(3, 'RuntimeError', 'the set-up failed'),
    ...times(15, 'Survived'),
    ...times(5, 'NoCoverage'),
    ...times(301, 'CompileError', 'not in the sample'),
    ...times(40, 'Ignored'),
  ];
  expect(
    scoreOf('src/orders', {
      'a.ts': { mutants: mutants.slice(0, 50) },
      'b.ts': { mutants: mutants.slice(50) },
    }),
  ).toEqual({
    part: 'src/orders',
    mutants: 401,
    tried: 100,
    noticed: 80,
    timedOut: 7,
    survived: 15,
    unreached: 5,
    // sqrt(0.8 · 0.2 / 100) · sqrt(301 / 400)
    score: '80.0 ± 3.5 %',
  });
});

test('a score of all mutants has no error of sampling', () => {
  const mutants = [...times(3, 'Killed'), ...times(1, 'Survived')];
  expect(scoreOf('src/jobs', { 'a.ts': { mutants } }).score).toBe('75.0 ± 0.0 %');
});
