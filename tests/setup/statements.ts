import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import type { Step } from '../../src/database/statement.ts';

const listening = new AsyncLocalStorage<string[]>();
const { query } = pg.Client.prototype;
let isWatched = false;

/** Every statement that this process sends to PostgreSQL while `work` runs and on its behalf; not what others do. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  if (!isWatched) {
    isWatched = true;
    pg.Client.prototype.query = function watched(this: pg.Client, ...args: unknown[]) {
      const [statement] = args as [string | { text?: string; steps?: readonly Step[] }];
      if (typeof statement === 'string') listening.getStore()?.push(statement);
      else if (statement.steps)
        listening.getStore()?.push(...statement.steps.map((step) => step.statement.text));
      else listening.getStore()?.push(statement.text ?? '');
      return query.apply(this, args as Parameters<typeof query>);
    } as typeof query;
  }
  const statements: string[] = [];
  await listening.run(statements, work);
  return statements;
}
