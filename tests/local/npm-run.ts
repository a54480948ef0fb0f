import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** What `npm run NAME -- ARGS` runs once all is installed and built, with these settings and no others. */
export async function npmRun(
  name: string,
  args: readonly string[],
  settings: NodeJS.ProcessEnv,
): Promise<Ended> {
  const table = new URL('../../scripts/bootstrap/tasks.mjs', import.meta.url).href;
  const { tasks } = (await import(table)) as { tasks: Record<string, { args: string[] }> };
  const env = { PATH: process.env.PATH, ...settings };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...(tasks[name]?.args ?? []), ...args],
      { cwd: root, env },
      (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err });
      },
    );
  });
}
