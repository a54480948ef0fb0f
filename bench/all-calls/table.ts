import type { Latencies } from '../setup/latencies.ts';

export interface Row {
  name: string;
  perSecond: number;
  latencies: Latencies;
  /** CPU ms a request by process, with that of `client`. */
  cpuMs: Record<string, number>;
  /** Answers other than 2xx, by status. */
  refused: Map<number, number>;
}

/** What the servers spend on a request, in ms of CPU; the client's own work is no part of it. */
const serversMs = ({ cpuMs: { client: _client, ...servers } }: Row) =>
  Object.values(servers).reduce((sum, ms) => sum + ms, 0);

/** Prints the rows as Markdown, the dearest first. @param yardstick what the ratios are to */
export function showTable(rows: readonly Row[], yardstick: Row): void {
  const processes = Object.keys(yardstick.cpuMs);
  const unit = serversMs(yardstick);
  console.log(
    `| call | a second | p50, p99 in ms | ${processes.join(' | ')} | servers | x healthz | refused |`,
  );
  console.log(`|${'---|'.repeat(processes.length + 6)}`);
  for (const row of rows.toSorted((a, b) => serversMs(b) - serversMs(a))) {
    const { name, perSecond, latencies, cpuMs } = row;
    const refused = [...row.refused].map(([status, count]) => `${count} x ${status}`);
    const cells = [
      name,
      perSecond.toFixed(0),
      `${latencies.quantile(0.5).toFixed(1)}, ${latencies.quantile(0.99).toFixed(1)}`,
      ...processes.map((process) => cpuMs[process]!.toFixed(3)),
      serversMs(row).toFixed(3),
      (serversMs(row) / unit).toFixed(1),
      refused.join(', '),
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}
