// `npm run mutate [-- src/batching …]`: changes the code of each part in every way that Stryker knows, one at a
// time, and says which changes no test noticed. A report, not a test: it takes from minutes to hours.

import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parts } from './parts.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));
const known = Object.keys(parts);
const asked = process.argv.slice(2).map((part) => part.replace(/\/$/, ''));
const unknown = asked.filter((part) => !known.includes(part));
if (unknown.length > 0) {
  console.error(`Usage: npm run mutate [-- PART …]. PART is one of ${known.join(', ')}.`);
  process.exit(2);
}

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
    env: { ...process.env, MUTATE_PART: part },
  });
  scores.push(status === 0 ? scoreOf(part) : { part, score: 'not run to its end' });
}
console.table(scores);

/** Noticed: a test failed or never ended. Mutants that no test reaches count as not noticed. */
function scoreOf(part) {
  const { files } = JSON.parse(readFileSync(`${root}reports/mutation/${part}.json`, 'utf8'));
  const count = { noticed: 0, survived: 0, unreached: 0 };
  for (const { status } of Object.values(files).flatMap((file) => file.mutants)) {
    if (status === 'Killed' || status === 'Timeout') count.noticed++;
    if (status === 'Survived') count.survived++;
    if (status === 'NoCoverage') count.unreached++;
  }
  const all = count.noticed + count.survived + count.unreached;
  return { part, mutants: all, ...count, score: `${((100 * count.noticed) / all).toFixed(1)} %` };
}
