import { stat, writeFile } from 'node:fs/promises';

const EVERY_MS = 5_000;
/** A worker whose file is older than this, in ms, is not well. */
const STALE_MS = 30_000;

/** Touches a file for as long as `check` succeeds. Does nothing without a file. @returns a function that ends it */
export function startHeartbeat(file: string | undefined, check: () => Promise<unknown>): () => void {
  if (file === undefined) return () => {};
  // A beat that fails is left out: its absence is the message.
  const beat = () =>
    check().then(
      () => writeFile(file, `${new Date().toISOString()}\n`),
      () => {},
    );
  void beat();
  const timer = setInterval(beat, EVERY_MS);
  return () => clearInterval(timer);
}

export async function isBeating(file: string): Promise<boolean> {
  const touched = await stat(file).catch(() => undefined);
  return touched !== undefined && Date.now() - touched.mtimeMs < STALE_MS;
}
