import { execFile } from 'node:child_process';
import { childEnvironment } from './child-environment.ts';

export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the pinned Node with these arguments and settings to its end. */
export function runNode(args: readonly string[], settings: NodeJS.ProcessEnv, cwd?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const options = { env: childEnvironment(settings), ...(cwd !== undefined && { cwd }) };
    execFile(process.execPath, [...args], options, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });
}
