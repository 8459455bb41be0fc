import type { CollectionCapabilities, CollectionDescription } from '../../contract/index.ts';

/** A request that cannot be asked of a collection. The message names what is wrong and never holds a value. */
export class RequestRefusal extends Error {}

/** A collection with the capabilities that hold for one request. */
export interface RequestGround {
  readonly description: CollectionDescription;
  readonly capabilities: CollectionCapabilities;
}

/** The description of a field. Throws when the collection has none of that name. */
export function fieldOf(name: string, { description }: RequestGround) {
  const field = description.fields.find((each) => each.name === name);
  if (field) return field;
  const known = description.fields.map((each) => each.name).join(', ');
  return refuse(`collection "${description.name}" has no field "${clipped(name)}"; it has ${known}`);
}

/** What the source can do with a field. */
export function fieldCapabilities(name: string, { capabilities }: RequestGround) {
  const { fields } = capabilities;
  return fields && Object.hasOwn(fields, name) ? (fields[name] ?? {}) : {};
}

/** Ends a check with its reason. */
export function refuse(reason: string): never {
  throw new RequestRefusal(reason);
}

/** A foreign name may be anything; a message quotes no more than the start of it. */
export function clipped(name: string): string {
  return String(name).slice(0, 60);
}
