/** TEST_POSTGRES_BIN: the tests' PostgreSQL is that of this folder (/usr/lib/postgresql/15/bin), not the packaged one. */
const folder = process.env.TEST_POSTGRES_BIN;

export const postgresBinaries = folder ? { binaries: folder } : {};
