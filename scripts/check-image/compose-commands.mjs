import { readFileSync } from 'node:fs';
import { CheckFailure } from './report.mjs';

/** The commands of the services in docker-compose.yml that run our image, by the service's name. */
export function composeCommands(file) {
  const commands = {};
  let service;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    service = /^ {2}([\w-]+):$/.exec(line)?.[1] ?? service;
    const command = /^ {4}command: \[(node, .*)\]$/.exec(line)?.[1];
    if (command !== undefined) commands[service] = command.split(', ');
  }
  for (const name of ['migrate', 'api', 'worker']) {
    if (!commands[name]) throw new CheckFailure(`docker-compose.yml: no command for ${name}`);
  }
  return commands;
}

/** What the Compose file gives the containers of our image. */
export function composeLimits(file) {
  const shared = /^x-holdfast:.*?^ {2}mem_limit: (\d+)m$/ms.exec(readFileSync(file, 'utf8'));
  if (!shared) throw new CheckFailure('docker-compose.yml: no mem_limit for our image');
  return { memoryMegabytes: Number(shared[1]) };
}
