import { fileURLToPath } from 'node:url';

/** One part of the source, and a sample of its mutants; `main.mjs` says which. */
const { MUTATE_PART: part, MUTATE_ONE_IN: oneIn = '1' } = process.env;
const sample = fileURLToPath(new URL('./sample.mjs', import.meta.url));

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner', sample],
  checkers: oneIn === '1' ? [] : ['sample'],
  mutate: [`${part}/**/*.ts`],
  // Texts are SQL, which fails when it is emptied, and words for people: neither says anything about the tests.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once, when a file is loaded, would need all tests in a new process for each mutant.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  // What is too late counts as noticed, so a busy machine must not be too late.
  timeoutMS: 120_000,
  timeoutFactor: 4,
  dryRunTimeoutMinutes: 30,
  // TypeScript 7 has no interface for JavaScript, with which Stryker would rewrite the paths in this file.
  tsconfigFile: 'none',
  ignorePatterns: ['/docs', '/bench', '/.data', '/reports', '/.git'],
  tempDirName: '.mutation',
  vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `reports/mutation/${part}.html` },
  jsonReporter: { fileName: `reports/mutation/${part}.json` },
};
