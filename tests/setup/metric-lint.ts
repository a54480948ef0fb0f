import { spawnSync } from 'node:child_process';

interface Family {
  name: string;
  type: string;
  help: string;
}

/** The rules that promtool checks (Prometheus, "Metric and label naming"), so that they hold where it is not installed. */
const rules: readonly [fault: string, breaks: (family: Family) => boolean][] = [
  ['has no help text', ({ help }) => help.trim() === ''],
  [
    'is a counter and does not end in _total',
    ({ name, type }) => type === 'counter' && !/_total$/.test(name),
  ],
  ['ends in _total and is no counter', ({ name, type }) => type !== 'counter' && /_total$/.test(name)],
  [
    'has a suffix that belongs to histograms',
    ({ name, type }) => type !== 'histogram' && type !== 'summary' && /_(bucket|count|sum)$/.test(name),
  ],
  ['has its type in its name', ({ name }) => /_(counter|gauge|histogram|summary)(_|$)/.test(name)],
  ['is not in snake_case', ({ name }) => /[A-Z:]/.test(name)],
  [
    'is not in a base unit, or abbreviates it',
    ({ name }) =>
      /_(milli|micro|nano|kilo|mega|giga)(seconds|bytes|meters|grams)|_(minutes|hours|days|weeks|ms|us|ns|sec|secs|kb|mb|gb)(_|$)/.test(
        name,
      ),
  ],
];

/** @param text metrics in the format of Prometheus @returns what is wrong with their names */
export function lintMetrics(text: string): string[] {
  const helps = new Map([...text.matchAll(/^# HELP (\S+) ?(.*)$/gm)].map(([, name, help]) => [name!, help!]));
  const families = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => ({
    name: name!,
    type: type!,
    help: helps.get(name!) ?? '',
  }));
  return families.flatMap((family) =>
    rules.filter(([, breaks]) => breaks(family)).map(([fault]) => `${family.name} ${fault}`),
  );
}

/** What promtool itself says; undefined where it is not installed. */
export function promtool(text: string): string | undefined {
  const { error, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  return error === undefined ? stdout + stderr : undefined;
}
