import { registerEnumType } from 'type-graphql';

/** A GraphQL enum whose values have labels in English and Chinese. */
export interface LabelledEnum<Value extends string = string> {
  readonly name: string;
  /** The object that TypeGraphQL knows the enum by. */
  readonly values: { readonly [V in Value]: V };
  readonly labels: { readonly [V in Value]: { readonly en: string; readonly zh: string } };
}

/** The values of a labelled enum as a union. */
export type ValueOf<Enum extends LabelledEnum> = keyof Enum['values'];

/** Registers an enum. `labels` gives each value its English and Chinese label. */
export function labelledEnum<Value extends string>(
  name: string,
  description: string,
  labels: { readonly [V in Value]: readonly [en: string, zh: string] },
): LabelledEnum<Value> {
  const entries = Object.entries<readonly [string, string]>(labels);
  const each = <T>(make: (value: string, en: string, zh: string) => T) =>
    Object.fromEntries(entries.map(([value, [en, zh]]) => [value, make(value, en, zh)]));
  const values = each((value) => value) as LabelledEnum<Value>['values'];
  register(
    name,
    description,
    values,
    each((_, en, zh) => `${en} / ${zh}`),
  );
  return { name, values, labels: each((_, en, zh) => ({ en, zh })) as LabelledEnum<Value>['labels'] };
}

/** Registers an enum that needs no labels. `meanings` describes each value. */
export function plainEnum<Value extends string>(
  name: string,
  description: string,
  meanings: { readonly [V in Value]: string },
): { readonly [V in Value]: V } {
  const entries = Object.entries<string>(meanings);
  const values = Object.fromEntries(entries.map(([value]) => [value, value])) as { readonly [V in Value]: V };
  register(name, description, values, meanings);
  return values;
}

function register(
  name: string,
  description: string,
  values: Readonly<Record<string, string>>,
  meanings: Readonly<Record<string, string>>,
): void {
  const valuesConfig = Object.fromEntries(Object.entries(meanings).map(([value, meaning]) => [value, { description: meaning }]));
  registerEnumType(values, { name, description, valuesConfig });
}
