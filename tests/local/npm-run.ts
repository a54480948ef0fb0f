import { fileURLToPath } from 'node:url';
import { packedEntry } from '../setup/packed.ts';
import { type Ended, runNode } from '../setup/run-node.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * What `npm run NAME -- ARGS` runs once all is installed and built, with these settings and no others.
 *
 * @param files of the build as they are, or packed
 */
export async function npmRun(
  name: string,
  args: readonly string[],
  settings: NodeJS.ProcessEnv,
  files: 'built' | 'packed' = 'packed',
): Promise<Ended> {
  const table = new URL('../../scripts/bootstrap/tasks.mjs', import.meta.url).href;
  const { tasks } = (await import(table)) as { tasks: Record<string, { args: string[] }> };
  const own = tasks[name]?.args ?? [];
  const packed = own.map((arg) => arg.replace(/^.*dist\/src\/(.+)$/, (_, entry) => packedEntry(entry)));
  return runNode([...(files === 'built' ? own : packed), ...args], settings, root);
}
