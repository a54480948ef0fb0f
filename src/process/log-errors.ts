/** What a log line says of an error. */
export interface LoggedError {
  [field: string]: unknown;
  type: string;
  message: string;
  /** Empty where what was thrown is no error. */
  stack: string;
  code?: string | number;
  /** PostgreSQL: where a constraint refused. Never the values that it refused. */
  table?: string;
  constraint?: string;
  cause?: LoggedError;
  errors?: LoggedError[];
}

const CAUSES = 4;
const ERRORS = 8;

/**
 * An error for the log. Only these fields: what a driver hangs on its errors (the connection with its settings, the
 * statement with its values, the row that was refused) is long, and none of it may leave the process.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: '' };
  const { name, message, stack, code, table, constraint, cause, errors } = error as Error &
    Record<string, unknown>;
  return {
    type: name,
    message,
    stack: stack ?? '',
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(cause !== undefined && depth < CAUSES ? { cause: loggedError(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < CAUSES
      ? { errors: errors.slice(0, ERRORS).map((one) => loggedError(one, depth + 1)) }
      : {}),
  };
}
