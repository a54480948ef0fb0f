import { defineConfig, mergeConfig } from 'vitest/config';
import config from '../../vitest.config.ts';
import { parts } from './parts.mjs';

const tests = parts[process.env.MUTATE_PART ?? ''] ?? ['tests/**'];
const include = tests.map((path) => (path.endsWith('**') ? `${path}/*.test.ts` : path));

/** Arrays are joined when they are merged, so this one takes the place of the other. */
const merged = mergeConfig(config, defineConfig({ test: { fileParallelism: false } }));
merged.test.include = include;
export default merged;
