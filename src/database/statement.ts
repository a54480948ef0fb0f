/** A statement that PostgreSQL prepares once a connection, under `name`, and then plans no more than it must. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** A statement with the values that it shall run with. */
export interface Step {
  readonly statement: Statement;
  readonly values: readonly unknown[];
}
