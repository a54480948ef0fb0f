import { withEnvironment } from './src/database/connection-url.ts';
import { ormOptions } from './src/database/orm-options.ts';

/** For the MikroORM command line (`npm run migration:create`); the processes build their own from Config. */
export default ormOptions({
  url: withEnvironment(process.env.DATABASE_URL ?? 'postgresql://localhost:5432/holdfast', process.env),
  applicationName: 'holdfast-cli',
});
