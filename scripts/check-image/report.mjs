/** Something about the image is not as it has to be: printed as it is, without a stack trace. */
export class CheckFailure extends Error {}

const began = Date.now();

export function say(line) {
  console.log(`${((Date.now() - began) / 1000).toFixed(1).padStart(6)} s  ${line}`);
}

export function check(holds, what) {
  if (!holds) throw new CheckFailure(`not so: ${what}`);
  say(`ok: ${what}`);
}
