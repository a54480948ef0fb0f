import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { paymentPoints, paymentRows } from './payment-points.ts';
import { apiPoints, relayPoints, workerPoints } from './points.ts';

test('docs/delivery.md tells of the same points, under the same names', () => {
  const page = readFileSync(new URL('../../docs/delivery.md', import.meta.url), 'utf8');
  const told = [...page.matchAll(/^\| (\d+) \| ([^|]+) \|/gm)].map(([, number, name]) => `${number} ${name}`);
  const points = [...apiPoints, ...relayPoints, ...workerPoints];
  expect(told).toEqual(points.map(({ number, name }) => `${number} ${name}`));
  expect(points.map(({ number }) => number)).toEqual(points.map((_, n) => n + 1));
});

test('docs/payments.md tells of the same instants of a payment, and each of them is a test', () => {
  const page = readFileSync(new URL('../../docs/payments.md', import.meta.url), 'utf8');
  const [, table = ''] = /^\| killed at .*\n\|---.*\n((?:\|.*\n)+)/m.exec(page) ?? [];
  expect(table.match(/(?<=^\| )[^|]+(?= \|)/gm)).toEqual(paymentRows);
  expect(new Set(paymentPoints.map(({ row }) => row))).toEqual(new Set(paymentRows));
});
