import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { problemTexts } from '../src/api/problem-pages/problem-texts.ts';
import { Problem, problems } from '../src/errors.ts';

/** Rows of the table in docs/errors.md: | `code` | status | title | when | what to do | */
const documented = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|').map((cell) => cell.trim()));

test('docs/errors.md lists exactly the catalogue, with the same statuses and titles, in the same order', () => {
  expect(documented.map(([, code, status, title]) => [code, status, title])).toEqual(
    Object.entries(problems).map(([code, [status, title]]) => [`\`${code}\``, String(status), title]),
  );
});

test('docs/errors.md and the pages of the problems say the same about when each is met and what to do', () => {
  expect(documented.map(([, code, , , when, whatToDo]) => [code, when, whatToDo])).toEqual(
    Object.entries(problemTexts).map(([code, { when, whatToDo }]) => [`\`${code}\``, when, whatToDo]),
  );
});

test('a problem carries status and title of the catalogue, and Retry-After in whole seconds, at least one', () => {
  const problem = new Problem('overloaded', undefined, { retryAfterSeconds: 0.2 });
  expect(problem).toMatchObject({ code: 'overloaded', status: 503, title: problems.overloaded[1] });
  expect(problem.headers).toEqual({ 'retry-after': '1' });
  expect(new Problem('overloaded', undefined, { retryAfterSeconds: 3.1 }).headers['retry-after']).toBe('4');
});
