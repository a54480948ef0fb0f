/** The body of an error, RFC 9457; further members depend on `code`. */
export interface ProblemBody {
  code: string;
  status: number;
  title: string;
  detail?: string;
  requestId?: string;
  [member: string]: unknown;
}

/** The shop said no. Errors are told apart by `code`; `message` is for people and may change. */
export class HoldfastProblem extends Error {
  override readonly name = 'HoldfastProblem';
  readonly code: string;
  readonly status: number;
  /** Seconds after which the same may be tried again, where the shop says so. */
  readonly retryAfter: number | undefined;

  constructor(
    readonly problem: ProblemBody,
    readonly response: Response,
  ) {
    super(problem.detail ?? problem.title);
    this.code = problem.code;
    this.status = response.status;
    this.retryAfter = secondsOf(response);
  }
}

/** Seconds that Retry-After names. */
export function secondsOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : undefined;
}

interface Answer<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * The data of an answer.
 *
 * @throws {HoldfastProblem} where it is an error
 */
export async function orThrow<Data>(answer: Promise<Answer<Data>>): Promise<Exclude<Data, undefined>> {
  const { data, error, response } = await answer;
  if (response.ok || response.status === 304) return data as Exclude<Data, undefined>;
  throw new HoldfastProblem(problemOf(error, response), response);
}

/** What stands between client and shop answers in its own words. */
function problemOf(error: unknown, { status, statusText }: Response): ProblemBody {
  if (typeof error === 'object' && error !== null && 'code' in error) return error as ProblemBody;
  return { code: 'unknown', status, title: statusText || `HTTP ${status}` };
}
