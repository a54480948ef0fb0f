/** The version of package.json, which a test compares: what is built finds no such file beside it. */
export const VERSION = '0.1.0';
