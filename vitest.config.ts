import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/setup/longest-first.ts';
import { roomInMemory } from './tests/setup/room-in-memory.ts';

// Each process of test files loads the same packages, and so does each API and worker that a test starts.
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('./node_modules/.cache/compiled', import.meta.url));
const room = roomInMemory();
if (room) process.env.TMPDIR ??= room;

export default defineConfig({
  // The entities' decorators are TypeScript's own (experimentalDecorators), which oxc must be told.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/setup/global-setup.ts'],
    // Processes, for some tests watch signals and exits; several files in each, one after the other, for every file that
    // loads the packages anew costs two thirds of a second.
    pool: 'forks',
    isolate: false,
    // One more than there are cores, since tests wait as often as they work. More than eight would want more
    // connections than the test PostgreSQL has.
    maxWorkers: Math.min(availableParallelism() + 1, 8),
    sequence: { sequencer: LongestFirst },
    // For what hangs. Far beyond what anything takes, also where ten others want the same core.
    testTimeout: 240_000,
    hookTimeout: 300_000,
    teardownTimeout: 20_000,
  },
});
