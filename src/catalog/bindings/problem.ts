/** Steps from the root of a file to a value. */
export type Path = readonly (string | number)[];

/** Line and column in a file, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a binding file, or with a binding against its entity or collection. */
export interface BindingProblem {
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly path: Path;
  /** What was expected, what came, and the nearest known name. Holds no secret and no row value. */
  readonly message: string;
}

/** Finds the position of a path; of the nearest step above it where the path itself has none. */
export type Locate = (path: Path) => Position | undefined;

/** Where a definition was read. */
export interface Origin {
  readonly file: string;
  readonly locate: Locate;
  /** Path of the definition in the file. */
  readonly path: Path;
}

/** "cameras.yaml:12:7: bindings[0].fields.code: ..." */
export function formatProblem({ file, line, column, path, message }: BindingProblem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  return [place, formatPath(path), message].filter((part) => part !== '').join(': ');
}

/** "bindings[0].fields.code" */
export function formatPath(path: Path): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');
}

/** Collects the problems of one definition. */
export class Problems {
  readonly list: BindingProblem[] = [];
  readonly #origin: Origin | undefined;

  constructor(origin: Origin | undefined) {
    this.#origin = origin;
  }

  /** Adds a problem at a path inside the definition. */
  add(path: Path, message: string): void {
    const whole = [...(this.#origin?.path ?? []), ...path];
    const at = this.#origin?.locate(whole);
    this.list.push({ file: this.#origin?.file, line: at?.line, column: at?.column, path: whole, message });
  }
}

/** Tells problems from a result. */
export function isProblems(result: object): result is BindingProblem[] {
  return Array.isArray(result);
}
