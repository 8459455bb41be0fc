import { z } from 'zod';
import { settingsSchema } from './schema.ts';

/** One setting: its path, the environment variable that sets it and the rule for its value. */
export interface Leaf {
  readonly path: readonly string[];
  readonly environment: string;
  readonly schema: z.ZodType;
  readonly meaning: string;
}

const shortNames: Readonly<Record<string, string>> = { 'server.host': 'HOST', 'server.port': 'PORT' };

function unwrap(schema: z.ZodType): z.ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault ? (schema.unwrap() as z.ZodType) : schema;
}

/** The members of an object setting; undefined for a single value. */
export function membersOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  const inner = unwrap(schema);
  return inner instanceof z.ZodObject ? inner.shape : undefined;
}

function environmentName(path: readonly string[]): string {
  const words = path.map((part) => part.replace(/([a-z])([A-Z])/g, '$1_$2').toUpperCase());
  return shortNames[path.join('.')] ?? `CIVIGRAPH_${words.join('_')}`;
}

function collect(schema: z.ZodType, path: readonly string[]): readonly Leaf[] {
  const members = membersOf(schema);
  if (members === undefined) return [{ path, environment: environmentName(path), schema, meaning: schema.description ?? '' }];
  return Object.entries(members).flatMap(([name, member]) => collect(member, [...path, name]));
}

/** Every setting, in the order of the schema. */
export const leaves: readonly Leaf[] = collect(settingsSchema, []);
