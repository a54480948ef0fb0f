// Reads the part of the Dockerfile language that our own uses. What it does not know is an error, not a guess.
import { readFileSync } from 'node:fs';
import { CheckFailure } from './report.mjs';

/** Words of an instruction; double quotes hold one together. */
const words = (text) => (text.match(/(?:[^\s"]|"[^"]*")+/g) ?? []).map((word) => word.replaceAll('"', ''));

function* instructions(text) {
  const kept = text.split('\n').filter((line) => !/^\s*(#|$)/.test(line));
  for (const line of kept.join('\n').replaceAll(/\\\n/g, ' ').split('\n')) {
    const [, name, rest] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new CheckFailure(`Dockerfile: cannot read "${line}"`);
    yield { name: name.toUpperCase(), rest: rest.trim() };
  }
}

function copyStep(rest) {
  const all = words(rest);
  const from = all.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = all.filter((word) => !word.startsWith('--from='));
  if (paths.some((path) => path.startsWith('--'))) throw new CheckFailure(`Dockerfile: COPY ${rest}`);
  return { type: 'copy', from, sources: paths.slice(0, -1), target: paths.at(-1) };
}

function runStep(rest) {
  // The steps run beside the machine's own folders, not in a root of their own.
  if (/(^|[\s'"=])\//.test(rest)) throw new CheckFailure(`RUN with an absolute path: ${rest}`);
  if (rest.startsWith('[') || rest.startsWith('--')) throw new CheckFailure(`Dockerfile: RUN ${rest}`);
  return { type: 'run', command: rest.replaceAll(/\s+/g, ' ') };
}

/** @returns the stages in order: { name, parent, steps, env, user, cmd, healthcheck } */
export function readDockerfile(file) {
  const stages = [];
  for (const { name, rest } of instructions(readFileSync(file, 'utf8'))) {
    const stage = stages.at(-1);
    if (name === 'FROM') {
      const [parent, , alias] = words(rest);
      stages.push({ name: alias ?? String(stages.length), parent, steps: [], env: {} });
    } else if (name === 'WORKDIR') stage.steps.push({ type: 'workdir', path: rest });
    else if (name === 'COPY') stage.steps.push(copyStep(rest));
    else if (name === 'RUN') stage.steps.push(runStep(rest));
    else if (name === 'ENV') {
      for (const word of words(rest))
        stage.env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    } else if (name === 'USER') stage.user = rest;
    else if (name === 'CMD') stage.cmd = JSON.parse(rest);
    else if (name === 'HEALTHCHECK') stage.healthcheck = JSON.parse(rest.slice(rest.indexOf('[')));
    else if (name !== 'LABEL' && name !== 'EXPOSE')
      throw new CheckFailure(`Dockerfile: ${name} is not known here`);
  }
  return stages;
}
