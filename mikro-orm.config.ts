import { ormOptions } from './src/entities/orm-options.ts';

/** For the MikroORM command line (`npm run migration:create`); the processes build their own from Config. */
export default ormOptions({
  url: process.env.DATABASE_URL ?? 'postgresql://localhost:5432/holdfast',
  applicationName: 'holdfast-cli',
});
