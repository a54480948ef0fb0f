import { defineConfig, mergeConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';
import config from '../../vitest.config.ts';
import { parts } from './parts.mjs';

const tests = parts[process.env.MUTATE_PART ?? ''] ?? ['tests/**'];
const include = tests.map((path) => (path.endsWith('**') ? `${path}/*.test.ts` : path));

/** The first test that fails ends the run of a mutant, so those that say it soonest go first. */
class ShortestFirst extends BaseSequencer {
  async sort(files) {
    const duration = (file) => this.ctx.cache.getTestSpecificationResult(file)?.duration ?? 0;
    return files.toSorted((a, b) => duration(a) - duration(b));
  }
}

/** Arrays are joined when they are merged, so this one takes the place of the other. */
const merged = mergeConfig(
  config,
  defineConfig({ test: { fileParallelism: false, sequence: { sequencer: ShortestFirst } } }),
);
merged.test.include = include;
export default merged;
