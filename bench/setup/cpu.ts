import { readdirSync, readFileSync } from 'node:fs';

/** CLK_TCK, 100 on every Linux that Node runs on. */
const MS_PER_TICK = 10;

/**
 * CPU time that processes and all below them have used so far, in ms, with what their children that ended had
 * used. 0 where there is no /proc.
 */
export function cpuMs(roots: readonly number[]): number {
  const parents = new Map<number, number>();
  const used = new Map<number, number>();
  try {
    for (const entry of readdirSync('/proc')) {
      if (/^\d+$/.test(entry)) read(Number(entry));
    }
  } catch {
    return 0;
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at; at = parents.get(at)) if (roots.includes(at)) return true;
    return false;
  };
  let total = 0;
  for (const [pid, ms] of used) if (isBelow(pid)) total += ms;
  return total;

  function read(pid: number): void {
    let stat: string;
    try {
      stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    } catch {
      return; // gone since
    }
    // The name before the last bracket may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    parents.set(pid, Number(fields[1]));
    // utime, stime, cutime, cstime: fields 14 to 17 of proc(5)
    used.set(pid, fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * MS_PER_TICK);
  }
}
