/** Why the replay cannot go on, in words for the person who started it. Shown as it is, without a stack trace. */
export class ReplayFailure extends Error {
  override readonly name = 'ReplayFailure';
}
