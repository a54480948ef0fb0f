/** Millionths as a percentage, without its sign: 26,000 are 2.6. */
export const percent = (millionths: number): string => String(millionths / 10_000);
