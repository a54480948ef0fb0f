import { keepRunning } from './keep-running.ts';
import type { LocalSettings } from './local-settings.ts';
import type { ProcessRecords } from './process-records.ts';
import type { Part, RunningParts } from './stop-order.ts';
import type { Terminal } from './terminal.ts';

export interface ShopContext {
  settings: LocalSettings;
  terminal: Terminal;
  records: ProcessRecords;
  running: RunningParts;
  /** Something that Holdfast cannot do without is gone for good. */
  onLost: (reason: string) => void;
}

const givenUpAfter = 5;

/** Announces a process that fell over and came back. */
export function announce({ terminal }: ShopContext, label: string) {
  return {
    onDown: (reason: string, pauseMs: number) =>
      terminal.say(`  ${label} is down (${reason}); starting it again in ${(pauseMs / 1000).toFixed(1)} s`),
    onBack: () => terminal.say(`  ${label} is up again`),
  };
}

export function keepService<T>(
  context: ShopContext,
  part: Part,
  label: string,
  start: Parameters<typeof keepRunning<T>>[0]['start'],
): Promise<T> {
  return keepRunning<T>(
    {
      ...announce(context, label),
      start,
      attempts: givenUpAfter,
      onGivenUp: (reason) => context.onLost(`${label} does not stay up (${reason}), see the folder logs`),
    },
    (kept) => context.running.add(part, kept),
  );
}
