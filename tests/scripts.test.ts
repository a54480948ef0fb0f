import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What stands behind `npm run`, read as a person would: the table of tasks is a program of the old Nodes. */
const { tasks } = (await import(new URL('../scripts/bootstrap/tasks.mjs', import.meta.url).href)) as {
  tasks: Record<string, { args: string[] | null }>;
};
const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const { scripts } = JSON.parse(read('../package.json')) as { scripts: Record<string, string> };

test('every npm script is a task of the bootstrap, and the other way round', () => {
  expect(Object.keys(scripts).toSorted()).toEqual(Object.keys(tasks).toSorted());
});

test('every npm script runs the task of its name', () => {
  const commands = Object.keys(scripts).map((name) => [name, `exec node scripts/bootstrap.mjs ${name}`]);
  expect(scripts).toEqual(Object.fromEntries(commands));
});

test('every benchmark has a command of its own', () => {
  const scenarios = [
    ...read('../bench/main.ts').matchAll(/^ {2}'?([\w-]+)'?: \(\) => import\('\.\/[\w-]+\.ts'\)/gm),
  ];
  expect(scenarios.length).toBeGreaterThan(0);
  for (const [, name = ''] of scenarios) expect(tasks[`bench:${name}`]?.args?.at(-1)).toBe(name);
});
