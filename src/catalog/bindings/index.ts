export * from './compile-binding.ts';
export * from './definition-data.ts';
export * from './entity-shape.ts';
export * from './json-schema.ts';
export * from './parse-binding-file.ts';
export * from './privacy.ts';
export { type BindingProblem, formatProblem, isProblems, type Locate, type Origin, type Path, type Position } from './problem.ts';
