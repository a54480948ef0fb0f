import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Loaded before an API process with `--import`: its cached answers live for an hour. Sales make it load none anew, and
 * what shows after a change was told of the change.
 */
const constants = /\b(LIFE_MS|REFRESH_FROM_MS|REFRESH_TO_MS) = \d+(_\d+)*;/g;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('/src/catalog/cache/loads.js')) return nextLoad(url, context);
    const compiled = readFileSync(fileURLToPath(url), 'utf8');
    if (compiled.match(constants)?.length !== 3) throw new Error('answers live by other constants now');
    return { format: 'module', shortCircuit: true, source: compiled.replace(constants, '$1 = 3_600_000;') };
  },
});
