import { createHash } from 'node:crypto';
import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const oneIn = Number(process.env.MUTATE_ONE_IN ?? 1);

/**
 * One mutant in `oneIn`, by a hash of what it changes: the same ones whoever runs it, and in no order that the
 * code has. Stryker's plugin of the kind Checker, since its ignorers leave out whatever is inside a node as well.
 * Who is not in the sample is reported as a compile error, which counts for nothing.
 */
class Sample {
  async init() {}

  /** All at once, which is quicker than one by one. */
  async group(mutants) {
    return [mutants.map(({ id }) => id)];
  }

  async check(mutants) {
    return Object.fromEntries(
      mutants.map((mutant) => [
        mutant.id,
        isInSample(mutant) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' },
      ]),
    );
  }
}

function isInSample({ fileName, location, mutatorName, replacement }) {
  const file = relative(root, fileName).split(sep).join('/');
  const digest = createHash('sha256')
    .update(JSON.stringify([file, location, mutatorName, replacement]))
    .digest();
  return digest.readUInt32BE() % oneIn === 0;
}

export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: Sample }];
