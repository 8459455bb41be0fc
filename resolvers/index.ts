export { buildStaticSchema } from './build-schema.ts';
