// Builds the stages one after the other, each in a folder that stands for its root.
import { cpSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { CheckFailure, say } from './report.mjs';
import { start } from './unprivileged.mjs';

const inside = (root, workdir, path) => join(root, resolve(workdir, path));

function copy(step, stage, workdir, folders) {
  const from = step.from === undefined ? folders.context : folders.stages[step.from];
  if (from === undefined) throw new CheckFailure(`COPY --from=${step.from}: no such stage`);
  const target = inside(stage, workdir, step.target);
  for (const source of step.sources) {
    const found = join(from, source);
    if (!existsSync(found)) throw new CheckFailure(`COPY ${source}: not in ${step.from ?? 'the context'}`);
    // As Docker does it: a folder gives its content to the target, a file becomes it or goes below it.
    const goesBelow = step.target.endsWith('/') && !statSync(found).isDirectory();
    const into = goesBelow ? join(target, basename(source)) : target;
    mkdirSync(join(into, '..'), { recursive: true });
    cpSync(found, into, { recursive: true, verbatimSymlinks: true });
  }
}

async function run(step, cwd, env) {
  const began = Date.now();
  const { code, output } = await start('/bin/sh', ['-c', step.command], { cwd, env }).ended;
  if (code !== 0) throw new CheckFailure(`RUN ${step.command} ended with ${code}:\n${output.trim()}`);
  say(`RUN ${step.command} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
}

/** @returns the last stage: { folder, workdir, env, user, cmd, healthcheck } */
export async function buildStages(stages, folders, environment) {
  const done = new Map();
  for (const stage of stages) {
    const folder = join(folders.root, 'stages', stage.name);
    const parent = done.get(stage.parent);
    mkdirSync(folder, { recursive: true });
    if (parent) cpSync(parent.folder, folder, { recursive: true, verbatimSymlinks: true });
    const image = { ...parent, ...stage, folder, env: { ...parent?.env, ...stage.env } };
    let workdir = parent?.workdir ?? '/';
    for (const step of stage.steps) {
      if (step.type === 'workdir') workdir = resolve(workdir, step.path);
      const cwd = inside(folder, workdir, '.');
      mkdirSync(cwd, { recursive: true });
      if (step.type === 'copy') copy(step, folder, workdir, folders);
      if (step.type === 'run') {
        folders.own(folder);
        await run(step, cwd, { ...environment, ...image.env });
      }
    }
    folders.stages[stage.name] = folder;
    done.set(stage.name, { ...image, workdir });
    say(`stage ${stage.name}: ${relative(folders.root, folder)}`);
  }
  return done.get(stages.at(-1).name);
}
