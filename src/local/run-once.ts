import { join } from 'node:path';
import { type AppOptions, compiled } from './app-process.ts';
import { startService } from './service-process.ts';
import { StartFailure } from './start-failure.ts';

/**
 * Runs one of Holdfast's own programs to its end. @returns what it sent over its channel.
 * @throws {StartFailure} with what it said of itself.
 */
export async function runOnce<Message extends { type: string }>(
  options: Omit<AppOptions, 'onTrouble'>,
): Promise<Message[]> {
  const logFile = join(options.dataDir, 'logs', `${options.name}.log`);
  const service = startService({
    name: options.name,
    file: process.execPath,
    args: ['--enable-source-maps', compiled(options.entry), ...(options.args ?? [])],
    logFile,
    records: options.records,
    ipc: true,
    spawn: { cwd: process.cwd(), env: options.env },
  });
  const messages: Message[] = [];
  service.child.on('message', (message: Message) => messages.push(message));
  const { code, signal } = await service.ended;
  if (code === 0) return messages;
  const failed = messages.find((message) => message.type === 'failed') as { message?: string } | undefined;
  const how = signal === null ? `exit code ${code}` : signal;
  throw new StartFailure(failed?.message ?? `The ${options.name} process failed (${how}), see ${logFile}`);
}
