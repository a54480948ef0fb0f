/** One Ctrl-C arrives up to three times: from the terminal, from npm, from the bootstrap. */
const sameKeyMs = 1_000;
const watchParentMs = 1_000;

/**
 * Calls `stop` at the first signal to stop, and `hurry` at one that comes later. Counts as a signal too: npm,
 * which started us, is gone without having said so.
 */
export function onStopSignal(stop: (signal: NodeJS.Signals) => void, hurry: () => void): void {
  let firstAt: number | undefined;
  const take = (signal: NodeJS.Signals) => {
    const now = Date.now();
    if (firstAt === undefined) {
      firstAt = now;
      stop(signal);
    } else if (now - firstAt > sameKeyMs && signal !== 'SIGHUP') hurry();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, take);
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    take('SIGHUP');
  }, watchParentMs);
  timer.unref();
}
