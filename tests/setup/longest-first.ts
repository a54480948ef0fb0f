import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Files that take eleven seconds and more, the longest first. Vitest knows durations only where it has run before; a long
 * file that a fresh clone begins last runs on alone, with all other cores idle.
 */
const longest = [
  'tests/api/admin/browser.test.ts',
  'tests/api/admin/overview/overview.test.ts',
  'tests/local/supervisor.test.ts',
  'tests/crash/worker.test.ts',
  'tests/workers/process.test.ts',
  'tests/crash/api.test.ts',
  'tests/api/accounts/fair-logins.test.ts',
  'tests/crash/payments.test.ts',
  'tests/crash/order-life.test.ts',
  'tests/degraded/postgres.test.ts',
  'tests/guides.test.ts',
  'tests/api/http/docs-page.test.ts',
  'tests/api/http/rate-limit.test.ts',
  'tests/api/accounts/register.test.ts',
  'tests/database/migrate-to-head.test.ts',
  'tests/api/generated/generated-requests.test.ts',
  'tests/bin/jobs.test.ts',
  'tests/api/orders/overload.test.ts',
  'tests/local/embedded-postgres.test.ts',
  'tests/api/admin/day-in-browser.test.ts',
  'tests/catalog/list-plans.test.ts',
  'tests/api/http/operations.test.ts',
  'tests/api/accounts/processes.test.ts',
  'tests/api/http/draining.test.ts',
  'tests/database/tls.test.ts',
  'tests/api/catalog/changes-everywhere.test.ts',
  'tests/database/upgrade.test.ts',
  'tests/api/accounts/ended-logins.test.ts',
  'tests/database/last-release.test.ts',
  'tests/workers/relay-looks.test.ts',
  'tests/local/replay/replay.test.ts',
  'tests/crash/chaos.test.ts',
].map((path) => fileURLToPath(new URL(`../../${path}`, import.meta.url)));

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = longest.filter((path) => !existsSync(path));
    if (gone.length > 0) throw new Error(`longest-first.ts names what is not there: ${gone.join(', ')}`);
    const ranks = new Map(longest.map((path, rank) => [path, rank]));
    const rank = ({ moduleId }: TestSpecification) => ranks.get(moduleId) ?? longest.length;
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}
