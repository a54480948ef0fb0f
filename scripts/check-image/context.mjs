// The build context: what is left of the checkout after .dockerignore.
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

function pattern(line) {
  const glob = line.replace(/^\/|\/$/g, '');
  const source = glob
    .split(/(\*\*\/?|\*|\?)/)
    .map((part) => {
      if (part.startsWith('**')) return '(?:.*/)?';
      if (part === '*') return '[^/]*';
      return part === '?' ? '[^/]' : part.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  // A pattern that matches a folder matches all below it.
  return new RegExp(`^${source}(?:/.*)?$`);
}

function readRules(file) {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), matches: pattern(line.replace(/^!/, '')) }));
}

/** The last rule that matches decides. */
const isKept = (path, rules) => rules.findLast((rule) => rule.matches.test(path))?.keeps ?? true;

function* filesBelow(root, folder = '') {
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    // Kept out by the rules as well; not walked, to save the time.
    if (path === '.git' || path === 'node_modules') continue;
    if (entry.isDirectory()) yield* filesBelow(root, path);
    else yield path;
  }
}

/** @returns the files of the context, relative to it */
export function copyContext(root, target) {
  const rules = readRules(join(root, '.dockerignore'));
  const files = [...filesBelow(root)].filter((path) => isKept(path, rules));
  for (const path of files) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(root, path), join(target, path));
  }
  return files;
}
