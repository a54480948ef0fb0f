import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The entities' decorators are TypeScript's own (experimentalDecorators), which oxc must be told.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: false } },
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/setup/global-setup.ts'],
    // A process each: some tests watch signals and exits.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
  },
});
