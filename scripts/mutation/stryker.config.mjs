/** One part of the source; `main.mjs` says which. */
const { MUTATE_PART: part } = process.env;

export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  mutate: [`${part}/**/*.ts`],
  // Texts are SQL, which fails when it is emptied, and words for people: neither says anything about the tests.
  mutator: { excludedMutations: ['StringLiteral'] },
  // What runs once, when a file is loaded, would need all tests in a new process for each mutant.
  ignoreStatic: true,
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  dryRunTimeoutMinutes: 30,
  // TypeScript 7 has no interface for JavaScript, with which Stryker would rewrite the paths in this file.
  tsconfigFile: 'none',
  ignorePatterns: ['docs', 'bench', '.data', 'reports', '.git'],
  tempDirName: '.mutation',
  vitest: { configFile: 'scripts/mutation/vitest.config.mjs', related: false },
  reporters: ['progress-append-only', 'clear-text', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  htmlReporter: { fileName: `reports/mutation/${part}.html` },
  jsonReporter: { fileName: `reports/mutation/${part}.json` },
};
