import { expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { VERSION } from '../../src/process/version.ts';
import { createWorkerMetrics } from '../../src/workers/metrics.ts';
import { openShop } from '../setup/api.ts';
import { lintMetrics, promtool } from '../setup/metric-lint.ts';

async function metricsOfApi(): Promise<string> {
  const shop = await openShop();
  try {
    return await shop.app.metrics.registry.metrics();
  } finally {
    await shop.close();
  }
}

async function metricsOfWorker(): Promise<string> {
  const metrics = createWorkerMetrics();
  metrics.collectDefaults();
  return metrics.registry.metrics();
}

test.each([
  ['an API', metricsOfApi],
  ['a worker', metricsOfWorker],
])('%s names its metrics as Prometheus asks, and says which build it is', async (_, read) => {
  const text = await read();
  expect(text).toContain(`holdfast_build_info{version="${VERSION}",node_version="${process.version}"} 1`);
  expect(lintMetrics(text)).toEqual([]);
  expect(promtool(text) ?? '').toBe('');
});

test('the check of names finds what promtool finds', () => {
  const text = ['# HELP held_total Held.', '# TYPE held_total gauge', 'held_total 1', ''].join('\n');
  expect(lintMetrics(text)).toEqual(['held_total ends in _total and is no counter']);
  const said = promtool(text);
  if (said !== undefined) expect(said).toMatch(/held_total/);
});

test('the version that is told is the one of package.json', () => {
  expect(VERSION).toBe(packageJson.version);
});
