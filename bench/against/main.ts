import { median } from '../setup/median.ts';
import { type Figures, type Kind, kinds } from './kinds.ts';
import { checkOut } from './other-commit.ts';
import { startSide } from './side.ts';
import { compare, TOLERANCE } from './verdict.ts';

/**
 * `npm run bench:against -- GITREF [KIND …] [PAIRS]`: the built code of this folder beside that of another commit, each on
 * a shop of its own, in turns on one machine. The verdict is of the ratios of the pairs, so that an hour in which the
 * machine is slow costs both the same. Exits with 1 where a kind is slower.
 */
const PAIRS = 10;

const args = process.argv.slice(2);
const numbers = args.filter((argument) => /^\d+$/.test(argument) && argument.length < 4);
const [ref, ...named] = args.filter((argument) => !numbers.includes(argument));
const unknown = named.filter((name) => !(name in kinds));
if (ref === undefined || unknown.length > 0) {
  console.error(
    `usage: npm run bench:against -- GITREF [KIND …] [PAIRS]; KIND is one of ${Object.keys(kinds).join(', ')}`,
  );
  process.exit(2);
}
/** Of fewer pairs no interval can be told. */
const FEWEST = 6;
const pairs = Number(numbers[0] ?? PAIRS);
if (pairs < FEWEST) {
  console.error(`holdfast: ${FEWEST} pairs or more, not ${pairs}`);
  process.exit(2);
}

const other = await checkOut(ref);
const sides = [];
try {
  const before = await startSide(other.folder);
  sides.push(before);
  const after = await startSide(other.here);
  sides.push(after);
  console.log(`before: ${other.commit}; after: this folder; ${pairs} pairs of rounds each`);
  for (const kind of (named.length > 0 ? named : Object.keys(kinds)) as Kind[]) {
    const figures: { before: Figures[]; after: Figures[] } = { before: [], after: [] };
    for (let pair = -1; pair < pairs; pair++) {
      // In turns, so that neither is always the first.
      const order = pair % 2 === 0 ? (['before', 'after'] as const) : (['after', 'before'] as const);
      for (const name of order) {
        const round = await (name === 'before' ? before : after).measure(kind);
        // The first pair compiles the code and fills the caches.
        if (pair >= 0) figures[name].push(round);
      }
      process.stderr.write(pair < 0 ? `${kind}: warm` : ` ${pair + 1}`);
    }
    process.stderr.write('\n');
    show(kind, figures.before, figures.after);
  }
} finally {
  for (const side of sides) await side.stop();
  other.remove();
}

function show(kind: Kind, before: Figures[], after: Figures[]): void {
  console.log(`\n${kind}: ${kinds[kind].says}`);
  for (const [name, rounds] of [
    ['before', before],
    ['after ', after],
  ] as const) {
    const of = (figure: (round: Figures) => number) => median(rounds.map(figure));
    console.log(
      [
        `  ${name} ${of((f) => f.perSecond).toFixed(0)}/s (${rounds.map((f) => f.perSecond.toFixed(0)).join(' ')})`,
        `p50 ${of((f) => f.p50)} ms`,
        `p99 ${of((f) => f.p99)} ms`,
        `CPU each: API ${of((f) => f.apiCpuMs).toFixed(3)} ms, all ${of((f) => f.allCpuMs).toFixed(3)} ms`,
        `refused ${rounds.reduce((sum, f) => sum + f.refused, 0)}`,
      ].join(', '),
    );
  }
  const rate = compare(
    before.map((f) => f.perSecond),
    after.map((f) => f.perSecond),
  );
  const cpu = compare(
    before.map((f) => 1 / f.allCpuMs),
    after.map((f) => 1 / f.allCpuMs),
  );
  console.log(`  rate after / before: ${rate.says}`);
  console.log(`  work for a second of CPU, after / before: ${cpu.says}`);
  console.log(`  verdict (tolerance ${TOLERANCE * 100} %): ${rate.verdict}`);
  if (rate.verdict === 'slower') process.exitCode = 1;
}
