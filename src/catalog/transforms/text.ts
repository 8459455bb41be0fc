import { normalizeDecimal } from '../../base/decimal.ts';
import type { Scalar } from '../../contract/index.ts';
import { refuse } from './fit.ts';
import { nullingInverse } from './inverse.ts';
import { keyOf, plainNumber } from './literal.ts';
import { onlyNull, type Stage, type Step, then } from './stage.ts';

/** The transforms that a binding writes as one word. */
export const WORD_TRANSFORMS = ['trim', 'blank-as-null', 'upper', 'lower', 'number'] as const;

/** How numbers are written in text. */
export interface NumberForm {
  /** The sign between groups of three digits. Default ",". */
  readonly thousands?: string | undefined;
  /** The sign before the decimals. Default ".". */
  readonly decimal?: string | undefined;
}

/** One transform of a binding. They run in the order in which they stand. */
export type Transform =
  | (typeof WORD_TRANSFORMS)[number]
  | { readonly 'null-words'?: readonly string[] | undefined; readonly number?: NumberForm | undefined };

/** Puts a transform behind a stage; a text in place of the stage says why it cannot stand there. */
export function applyTransform(stage: Stage, transform: Transform): Stage | string {
  if (typeof transform !== 'string' && transform['null-words']) return nullWords(stage, transform['null-words']);
  if (stage.type !== 'text' && stage.type !== 'unknown' && stage.type !== 'json') {
    const name = typeof transform === 'string' ? transform : 'number';
    return `the transform "${name}" takes text, here it gets ${stage.type}; remove it`;
  }
  if (typeof transform !== 'string') return then(stage, numberStep(transform.number ?? {}));
  switch (transform) {
    case 'trim':
      return then(
        stage,
        onText((text) => text.trim()),
      );
    case 'upper':
      return then(
        stage,
        onText((text) => text.toUpperCase()),
      );
    case 'lower':
      return then(
        stage,
        onText((text) => text.toLowerCase()),
      );
    case 'blank-as-null':
      return then(stage, nulling(['']));
    case 'number':
      return then(stage, numberStep({}));
    default:
      return transform satisfies never;
  }
}

function onText(apply: (text: string) => string): Step {
  return { type: 'text', apply: (value) => (typeof value === 'string' ? apply(value) : refuse('text')) };
}

function nulling(words: readonly string[]): Step {
  const nulled = new Set<unknown>(words);
  return { type: 'text', apply: (value) => (nulled.has(value) ? null : value), inverse: (before) => nullingInverse(before, words) };
}

function nullWords(stage: Stage, words: readonly string[]): Stage | string {
  const { type } = stage;
  switch (type) {
    case 'text':
      return then(stage, nulling(words));
    case 'int':
    case 'float': {
      const nulled = words.map((word) => keyOf(word, type)).filter((word): word is Scalar => word !== undefined);
      const isNulled = new Set<unknown>(nulled);
      return then(stage, {
        type,
        apply: (value) => (isNulled.has(value) ? null : value),
        inverse: (before) => nullingInverse(before, nulled),
      });
    }
    case 'point':
    case 'geometry':
    case 'boolean':
      return `the transform "null-words" takes text or numbers, here it gets ${type}; remove it`;
    default: {
      const nulled = new Set(words);
      const exact = type === 'bigint' || type === 'decimal' ? normalizeDecimal : (text: string) => text;
      return then(stage, {
        type,
        apply: (value) => (nulled.has(spelled(value, exact)) ? null : value),
        inverse: () => () => undefined,
      });
    }
  }
}

function spelled(value: unknown, exact: (text: string) => string): string {
  if (typeof value === 'string') return exact(value);
  return typeof value === 'number' ? plainNumber(value) : typeof value === 'boolean' ? String(value) : '';
}

/** Text to a decimal, with groups of three digits or without, signs and leading zeros allowed. */
function numberStep({ thousands = ',', decimal = '.' }: NumberForm): Step {
  const sign = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  // Some systems group by a no-break space where the binding says a blank.
  const group = thousands === ' ' ? '[ \\u00a0\\u202f]' : sign(thousands);
  const form = new RegExp(`^([+-]?)(\\d{1,3}(?:${group}\\d{3})+|\\d+)(?:${sign(decimal)}(\\d+))?$`, 'u');
  return {
    type: 'decimal',
    apply: (value) => {
      if (typeof value === 'number') return plainNumber(value);
      const match = form.exec(String(value));
      if (!match) return refuse(`a number such as "1${thousands}234${decimal}5"`);
      const digits = (match[2] ?? '').replace(/\D/g, '');
      return normalizeDecimal(`${match[1]}${digits}${match[3] ? `.${match[3]}` : ''}`);
    },
    inverse: onlyNull,
  };
}

/** Cuts a text at a separator and takes one piece: 0 the first, -1 the last; null when there is no such piece. */
export function splitStep(separator: string, index: number): Step {
  return {
    type: 'text',
    apply: (value) => (typeof value === 'string' ? (value.split(separator).at(index) ?? null) : refuse('text')),
    inverse: () => () => undefined,
  };
}

/** Joins what is there of several texts; null when nothing is. */
export function concatStage(parts: readonly Stage[], separator: string): Stage {
  return {
    type: 'text',
    columns: [...new Set(parts.flatMap((part) => part.columns))],
    map: (row) => {
      const present = parts.map((part) => part.map(row)).filter((value) => value !== null);
      return present.length === 0 ? null : present.join(separator);
    },
    inverse: (leaf) => {
      if (leaf.kind !== 'isNull') return undefined;
      const nulls = parts.map((part) => part.inverse(leaf)).filter((part) => part !== undefined);
      return nulls.length === parts.length ? { kind: 'and', of: nulls } : undefined;
    },
  };
}
