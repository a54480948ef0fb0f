// `npm run mutate [-- src/batching … --one-in 10]`: changes the code of each part in every way that Stryker knows
// (or in one of ten), one at a time, and says which changes no test noticed. A report, not a test: it takes from
// minutes to hours.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parts } from './parts.mjs';
import { scoreOf } from './scores.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const known = Object.keys(parts);
const { asked, oneIn } = readArguments();

const stryker = `${here}node_modules/@stryker-mutator/core/bin/stryker.js`;
if (!existsSync(stryker)) {
  // Vitest is the project's own, which npm would otherwise install a second time.
  const { status } = spawnSync('npm', ['ci', '--legacy-peer-deps', '--no-audit', '--no-fund'], {
    cwd: here,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
}

const scores = [];
for (const part of asked.length > 0 ? asked : known) {
  const { status } = spawnSync(process.execPath, [stryker, 'run', 'scripts/mutation/stryker.config.mjs'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MUTATE_PART: part, MUTATE_ONE_IN: `${oneIn}` },
  });
  scores.push(status === 0 ? scoreOf(part, reportOf(part)) : { part, score: 'not run to its end' });
}
console.table(scores);

function reportOf(part) {
  return JSON.parse(readFileSync(`${root}reports/mutation/${part}.json`, 'utf8')).files;
}

function readArguments() {
  const usage = `Usage: npm run mutate [-- PART … --one-in N]. PART is one of ${known.join(', ')}.`;
  if (process.argv.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { 'one-in': { type: 'string', default: '1' } },
    });
    const asked = positionals.map((part) => part.replace(/\/$/, ''));
    if (asked.every((part) => known.includes(part)) && /^[1-9]\d*$/.test(values['one-in'])) {
      return { asked, oneIn: Number(values['one-in']) };
    }
  } catch {
    // An option that it does not have: as good a reason to say which it has.
  }
  console.error(usage);
  process.exit(2);
}
