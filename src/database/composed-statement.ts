import type { Column } from './column-types.ts';
import type { Statement, Step } from './statement.ts';

/** The columns that a statement gets of each of its rows, by their names in the table: one line each. */
export type Columns<Row> = Readonly<Record<string, Column<Row>>>;

/** Rows inside the text of a statement. */
export interface RowSource {
  /** `id, total`, in one order everywhere. */
  readonly names: string;
  /** `unnest($1::uuid[], $2::bigint[]) as alias (id, total)`, for a FROM. */
  unnestAs(alias: string): string;
  /** One column's values, as `$1::uuid[]`. */
  array(column: string): string;
}

/** A statement over lists of rows, each of which travels as arrays of columns. */
export interface ComposedStatement<Lists> extends Statement {
  /** With these rows. @throws {RangeError} when a number does not fit its column */
  with(rows: { readonly [Name in keyof Lists]: readonly Lists[Name][] }): Step;
}

/**
 * Composes a statement whose parameters are all lists of rows. Placeholders, types and names come from the columns, and
 * so do the values, so that they cannot stand in different orders.
 *
 * @param lists what its lists of rows consist of; their names stand in the text
 * @param compose writes the text, once
 */
export function composeStatement<Lists>(
  name: string,
  lists: { readonly [Name in keyof Lists]: Columns<Lists[Name]> },
  compose: (sources: { readonly [Name in keyof Lists]: RowSource }) => string,
): ComposedStatement<Lists> {
  const names = Object.keys(lists) as (keyof Lists & string)[];
  let placeholders = 0;
  const sources = names.map((list) => {
    const types = Object.entries<Column<Lists[typeof list]>>(lists[list]);
    const arrays = new Map(types.map(([column, { type }]) => [column, `$${++placeholders}::${type}[]`]));
    const columnNames = [...arrays.keys()].join(', ');
    const source: RowSource = {
      names: columnNames,
      unnestAs: (alias) => `unnest(${[...arrays.values()].join(', ')}) as ${alias} (${columnNames})`,
      array(column) {
        const array = arrays.get(column);
        if (array === undefined) throw new TypeError(`${name}: ${list} has no column ${column}`);
        return array;
      },
    };
    return [list, source] as const;
  });
  const statement: Statement = {
    name,
    text: compose(Object.fromEntries(sources) as Record<keyof Lists, RowSource>),
  };
  return {
    ...statement,
    with: (rows) => ({
      statement,
      values: names.flatMap((list) =>
        Object.values<Column<Lists[typeof list]>>(lists[list]).map((column) => column.encode(rows[list])),
      ),
    }),
  };
}

/** A list of one row, each of whose values is a parameter of its own, in the order of `columns`. */
export function rowOfParameters<Row>(columns: Columns<Row>): RowSource {
  const names = Object.keys(columns);
  const typed = names.map((name, index) => `$${index + 1}::${columns[name]!.type}`);
  return {
    names: names.join(', '),
    unnestAs: (alias) => `(select ${typed.join(', ')}) as ${alias} (${names.join(', ')})`,
    array: (column) => `array[${typed[names.indexOf(column)]}]`,
  };
}
