import { fileURLToPath } from 'node:url';
import { type Ended, runNode } from '../setup/run-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What `npm run NAME -- ARGS` runs once all is installed and built, with these settings and no others. */
export async function npmRun(
  name: string,
  args: readonly string[],
  settings: NodeJS.ProcessEnv,
): Promise<Ended> {
  const table = new URL('../../scripts/bootstrap/tasks.mjs', import.meta.url).href;
  const { tasks } = (await import(table)) as { tasks: Record<string, { args: string[] }> };
  return runNode([...(tasks[name]?.args ?? []), ...args], settings, root);
}
