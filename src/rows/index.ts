export * from './aggregate.ts';
export * from './bucket.ts';
export * from './compare.ts';
export * from './place.ts';
export * from './predicate.ts';
export * from './read.ts';
export * from './seek.ts';
