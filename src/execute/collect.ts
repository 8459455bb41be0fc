import type { BindingHandle, ReadyBinding } from '../catalog/snapshot.ts';
import { PublicError } from '../contract/error-codes.ts';
import type { Entity } from '../model/index.ts';
import { conjuncts, type ResolvedPredicate, resolvedFields } from '../plan/resolved.ts';
import { type ReadAsk, splitRead } from '../plan/split-read.ts';
import { entityTypes, type RunContext } from './context.ts';
import { mergeByIdentity } from './merge-identity.ts';
import { collectBinding, type ReadPlace } from './read-binding.ts';
import type { EntityRecord } from './record.ts';
import { recordTest } from './test-record.ts';

/** Bindings that feed an entity, or for an interface all that implement it. */
export function bindingsFor(context: RunContext, entity: Entity): readonly BindingHandle[] {
  return entity.members.flatMap((member) => context.snapshot.bindingsOf(member));
}

/** The bindings that can be read; the others are noted in the report and become errors of the answer. */
export function readyBindings({ context, report, path }: ReadPlace, entity: Entity): readonly ReadyBinding[] {
  const bindings = bindingsFor(context, entity);
  if (bindings.length === 0) {
    // "There are none" and "nobody was asked" are two answers.
    report.unfed();
    context.errors.field(
      new PublicError('SOURCE_MISCONFIGURED', `No source is bound to ${entity.name}; whether there are any is not known.`),
      path,
    );
  }
  return bindings.filter((binding): binding is ReadyBinding => {
    if (binding.ready) {
      report.of(binding);
      return true;
    }
    report.of(binding).error = binding.failure;
    context.errors.source(binding.source, binding.failure, path);
    return false;
  });
}

/** True when records of several bindings may be one record, so that nothing can be decided before they are merged. */
export function sharesIdentity(bindings: readonly ReadyBinding[]): boolean {
  return bindings.some((binding) => binding.identityField !== undefined);
}

/** All records of an entity that meet a predicate, in no particular order, merged by identity. Fields are those asked for. */
export async function collectRecords(place: ReadPlace, entity: Entity, ask: ReadAsk): Promise<EntityRecord[]> {
  const bindings = readyBindings(place, entity);
  if (!sharesIdentity(bindings)) {
    const parts = await Promise.all(bindings.map((binding) => collectBinding(place, splitRead(binding, ask))));
    return parts.flat();
  }
  return collectMerged(place, entity, bindings, ask);
}

const MERGED_FIRST = 'merge: records with one identity are one record, so they are merged before anything but the identity is decided';

/** Of bindings that share, only conditions on the identity itself may be asked: any other could hide the record that wins. */
async function collectMerged(place: ReadPlace, entity: Entity, bindings: readonly ReadyBinding[], ask: ReadAsk): Promise<EntityRecord[]> {
  const { model } = place.context;
  const parts = conjuncts(ask.predicate);
  const fields = new Set(ask.fields);
  for (const part of parts) resolvedFields(part, fields);
  const reads = bindings.map((binding) => {
    const { identityField } = binding;
    const early = identityField === undefined ? parts : parts.filter((part) => isAboutIdentity(part, identityField));
    const split = splitRead(binding, openAsk(fields, early.length > 0 ? { kind: 'and', of: early } : undefined));
    return collectBinding(place, { ...split, reasons: [...split.reasons, MERGED_FIRST] });
  });
  const merged = mergeByIdentity((await Promise.all(reads)).flat(), model);
  return ask.predicate ? merged.filter(recordTest(ask.predicate, entityTypes(model, entity.name))) : merged;
}

function isAboutIdentity(part: ResolvedPredicate, identityField: string): boolean {
  if (part.kind === 'ids') return part.ids.every((id) => id.binding === '=');
  return 'field' in part && part.kind !== 'test' && part.kind !== 'isNull' && part.field === identityField;
}

/** An ask for records in no order and without a limit. */
export function openAsk(fields: Iterable<string>, predicate?: ResolvedPredicate): ReadAsk {
  return { fields, order: [], keyDirection: 'asc', ordered: false, ...(predicate ? { predicate } : {}) };
}
