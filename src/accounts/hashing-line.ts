import { availableParallelism } from 'node:os';
import { Abandoned } from '../async/abandoned.ts';
import { AccountError } from './account-error.ts';

/** Who wants a password hashed, and for what. */
export interface HashingTurn {
  kind: 'login' | 'registration';
  /** Turns are taken by address. */
  address: string;
  /** Aborted when the client hangs up: a turn that has not come yet is dropped. */
  signal?: AbortSignal;
}

export interface HashingLine {
  /**
   * Waits for a turn, then works.
   *
   * @throws {AccountError} `busy` when too many wait already @throws {Abandoned} when the client hung up before
   */
  run<T>(turn: HashingTurn, work: () => Promise<T>): Promise<T>;
  /** Turns that have not come yet. */
  readonly waiting: number;
}

export interface HashingLimits {
  running: number;
  waiting: number;
  waitingPerAddress: number;
}

interface Waiter {
  turn: HashingTurn;
  begin(): void;
  refuse(error: AccountError): void;
}

/** So many logins go before one registration, while both wait: a flood of logins does not end registrations either. */
const LOGINS_FOR_A_REGISTRATION = 3;
const RETRY_SECONDS = 2;

/**
 * Hashing is the dearest thing that a stranger can ask for. So many run at once, and the rest waits in turns: logins
 * before registrations, and among each kind one of every address after the other, so that nobody waits for a crowd at
 * another address. When the line is full, the longest queue of an address gives up its newest.
 */
export function createHashingLine(limits: HashingLimits): HashingLine {
  const lines = { login: new AddressQueues(), registration: new AddressQueues() };
  let running = 0;
  let loginsSince = 0;
  const waiting = () => lines.login.size + lines.registration.size;

  const next = (): Waiter | undefined => {
    const isRegistration =
      lines.login.size === 0 || (loginsSince >= LOGINS_FOR_A_REGISTRATION && lines.registration.size > 0);
    loginsSince = isRegistration ? 0 : loginsSince + 1;
    return (isRegistration ? lines.registration : lines.login).take();
  };
  const wait = (turn: HashingTurn): Promise<void> =>
    new Promise((resolve, reject) => {
      const line = lines[turn.kind];
      const leave = () => {
        line.remove(waiter);
        reject(new Abandoned());
      };
      const waiter: Waiter = {
        turn,
        begin() {
          turn.signal?.removeEventListener('abort', leave);
          resolve();
        },
        refuse(error) {
          turn.signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      turn.signal?.addEventListener('abort', leave, { once: true });
      line.add(waiter);
      if (waiting() > limits.waiting) giveUpOne();
    });
  const giveUpOne = (): void => {
    const [login, registration] = [lines.login.longest(), lines.registration.longest()];
    const line = login.length > registration.length ? lines.login : lines.registration;
    const newest = (line === lines.login ? login : registration).newest;
    if (newest === undefined) return;
    line.remove(newest);
    newest.refuse(tooMany());
  };

  return {
    get waiting() {
      return waiting();
    },
    async run(turn, work) {
      if (turn.signal?.aborted) throw new Abandoned();
      if (running < limits.running) running++;
      else if (lines[turn.kind].lengthOf(turn.address) >= limits.waitingPerAddress) throw tooMany();
      else await wait(turn);
      try {
        return await work();
      } finally {
        const following = next();
        // Who comes next takes over the place.
        if (following) following.begin();
        else running--;
      }
    },
  };
}

/** One queue an address, served in turns. Every step but `longest` takes the same time, however many wait. */
class AddressQueues {
  size = 0;
  readonly #queues = new Map<string, Set<Waiter>>();

  lengthOf(address: string): number {
    return this.#queues.get(address)?.size ?? 0;
  }

  add(waiter: Waiter): void {
    const { address } = waiter.turn;
    const queue = this.#queues.get(address) ?? new Set();
    this.#queues.set(address, queue.add(waiter));
    this.size++;
  }

  remove(waiter: Waiter): void {
    const { address } = waiter.turn;
    const queue = this.#queues.get(address);
    if (!queue?.delete(waiter)) return;
    this.size--;
    if (queue.size === 0) this.#queues.delete(address);
  }

  /** The oldest of the address whose turn it is, which then goes to the end. */
  take(): Waiter | undefined {
    const [address, queue] = this.#queues.entries().next().value ?? [];
    const [first] = queue ?? [];
    if (address === undefined || queue === undefined || first === undefined) return undefined;
    this.remove(first);
    if (this.#queues.delete(address)) this.#queues.set(address, queue);
    return first;
  }

  longest(): { length: number; newest: Waiter | undefined } {
    let longest: Set<Waiter> | undefined;
    for (const queue of this.#queues.values()) if (queue.size > (longest?.size ?? 0)) longest = queue;
    return { length: longest?.size ?? 0, newest: longest && [...longest].at(-1) };
  }
}

function tooMany(): AccountError {
  return new AccountError({ kind: 'busy', retryAfterSeconds: RETRY_SECONDS });
}

/**
 * The line of this process: as many at once as it has cores, and what two cores work off in half a minute. A crowd
 * behind one address, of 300 say, is let in to the last.
 */
export const hashingLine = createHashingLine({
  running: Math.max(2, availableParallelism()),
  waiting: 1_000,
  waitingPerAddress: 400,
});
