import { Field, ID, InterfaceType } from 'type-graphql';
import { Privacy } from './marks.ts';
import { Node, Provenance, recordType } from './shared.ts';

/** What every entity has. Only a base for classes: it does not appear in the schema. */
@InterfaceType({ implements: Node, resolveType: recordType })
export abstract class EntityRecord extends Node {
  @Field(() => ID, {
    description: 'Opaque and global; never to be taken apart. Native keys are in `code`, `externalIds` and `provenance`.',
  })
  @Privacy('PUBLIC')
  override readonly id: string;

  @Field(() => Provenance, { description: 'Which source the record came from, and how fresh it is.' })
  readonly provenance: Provenance;
}
