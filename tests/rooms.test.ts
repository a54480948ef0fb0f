import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const src = join(root, 'src');

/** The table of CONTRIBUTING.md, top to bottom: a room, and the rooms that it imports. */
const rooms = new Map<string, string[]>();
const [, table = ''] =
  /^## Where things are$(.*?)^## /ms.exec(readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')) ?? [];
for (const [, names = '', imports = ''] of table.matchAll(/^\| (`(?:src|clients)\/.+?) \|.*\| (.+) \|$/gm))
  for (const [, room = ''] of names.matchAll(/`(?:src\/)?([\w/-]+)(?:\.ts)?`/g))
    rooms.set(room, imports === 'nothing' ? [] : imports.split(', '));

/** What the client's package has is a room, too: the storefront is a client. */
const CLIENT = 'clients/typescript';

/** Files below src by their imports of other files there, types included. */
const imports = new Map<string, string[]>();
for (const file of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith('.ts')) continue;
  const text = readFileSync(join(src, file), 'utf8');
  const found = text.matchAll(/^(?:import|export)\b[^;']*?'(\.[^']+)'|\bimport\('(\.[^']+)'\)/gm);
  imports.set(
    file,
    [...found].map(([, from, called]) => join(dirname(file), from ?? called ?? '')),
  );
}

/** The room that a file is in: the longest name in the table that its path begins with. */
function roomOf(file: string): string {
  const parts = file
    .replace(/^\.\.\//, '')
    .replace(/\.ts$/, '')
    .split('/');
  const names = parts.map((_, n) => parts.slice(0, n + 1).join('/'));
  return names.findLast((name) => rooms.has(name)) ?? names[0]!;
}

describe('the rooms of src', () => {
  const inside = [...new Set([...imports.keys()].map(roomOf))];

  test('are those of the table in CONTRIBUTING.md', () => {
    expect([...inside, CLIENT].toSorted()).toEqual([...rooms.keys()].toSorted());
  });

  test.each(inside)('%s imports what the table says, no less and no more', (room) => {
    const used = [...imports]
      .filter(([file]) => roomOf(file) === room)
      .flatMap(([, imported]) => imported.map(roomOf));
    expect([...new Set(used)].filter((other) => other !== room).toSorted()).toEqual(
      rooms.get(room)?.toSorted(),
    );
  });

  test('import only rooms that stand above them in the table: there is no way back', () => {
    const above = new Set<string>();
    for (const [room, imported] of rooms) {
      expect(
        imported.filter((other) => !above.has(other)),
        room,
      ).toEqual([]);
      above.add(room);
    }
  });

  test('are named in the layout of README.md', () => {
    const layout = /^## Layout\n\n```\n([\s\S]+?)```/m.exec(
      readFileSync(join(root, 'README.md'), 'utf8'),
    )?.[1];
    const folders = [...rooms.keys()]
      .filter((room) => room !== CLIENT)
      .map((room) => `src/${room}`)
      .filter((path) => !imports.has(`${relative('src', path)}.ts`));
    expect(folders.filter((path) => !layout?.includes(`${path}/`))).toEqual([]);
  });
});

test('no two files import each other, directly or by way of others', () => {
  // Their rows point at each other, and so do they.
  const allowed = new Set(['entities/order.entity.ts', 'entities/order-item.entity.ts']);
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) expect.fail([...path.slice(path.indexOf(file)), file].join(' -> '));
    if (finished.has(file)) return;
    const imported = imports.get(file) ?? [];
    for (const next of imported) if (!(allowed.has(file) && allowed.has(next))) visit(next, [...path, file]);
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
});
