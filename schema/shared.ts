import { Field, ID, Int, InterfaceType, ObjectType } from 'type-graphql';
import { errorCodes, type ErrorCode as PublicErrorCode } from '../src/contract/error-codes.ts';
import { LocalisedText } from './fields.ts';
import { labelledEnum, plainEnum } from './labelled-enum.ts';
import { DateTimeScalar } from './scalars.ts';

export { GeoPoint } from './geo-point.ts';

/** Type of the record that an interface field holds: the engine puts it into `__typename`. */
export function recordType(record: { readonly __typename?: string }): string | undefined {
  return record.__typename;
}

@InterfaceType({ description: 'Anything that can be fetched again by its opaque global id.', resolveType: recordType })
export abstract class Node {
  @Field(() => ID, {
    description: 'Opaque and global; never to be taken apart. Native keys are in `code`, `externalIds` and `provenance`.',
  })
  readonly id: string;
}

export const CompletenessStatus = plainEnum('CompletenessStatus', 'Whether an answer has everything that it should.', {
  COMPLETE: 'Every source answered in full with fresh data.',
  PARTIAL: 'Rows are missing: a source did not answer, or rows could not be read.',
  STALE: 'Every source answered, one at least with data older than its binding allows.',
});

export const SourceState = plainEnum('SourceState', 'How one source answered one list or aggregate.', {
  LIVE: 'In full, with fresh data.',
  STALE: 'In full, from a copy older than its binding allows.',
  PARTIAL: 'In part: some rows could not be read or mapped.',
  UNAVAILABLE: 'Not at all; `errorCode` and `message` say why.',
  SKIPPED: 'Not asked: the request cannot match anything there.',
});

export const SourcePhase = labelledEnum('SourcePhase', 'Where a source is in its life. 数据源状态', {
  NEW: ['Not yet tried', '未连接'],
  LIVE: ['Connected', '正常'],
  RETRYING: ['Unreachable, tried again', '重试中'],
  NEEDS_AUTH: ['Needs credentials', '待授权'],
  FAILED: ['Failed, needs the operator', '故障'],
});

const meanings = Object.entries(errorCodes).map(([code, facts]) => [code, facts.meaning]);

export const ErrorCode = plainEnum<PublicErrorCode>(
  'ErrorCode',
  'The closed list of error codes in `extensions.code` and `sources`.',
  Object.fromEntries(meanings) as Readonly<Record<PublicErrorCode, string>>,
);

@ObjectType({ implements: Node, description: 'One configured system that Civigraph reads. (数据源)' })
export class Source extends Node {
  @Field(() => String, { description: 'Its name in the configuration.' })
  readonly name: string;

  @LocalisedText('Its title for people, in the asked language.')
  readonly title?: string;

  @Field(() => String, { description: 'The kind of connector that reaches it: `sql`, `rest`, `file` and so on.' })
  readonly connector: string;

  @Field(() => SourcePhase.values, { nullable: true, description: 'Where it is in its life.' })
  readonly state?: keyof typeof SourcePhase.values;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When `state` was entered.' })
  readonly since?: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When rows were last copied from it into a replica; null for sources that are asked live.',
  })
  readonly lastSyncAt?: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it will be tried again; null while it is connected.' })
  readonly nextAttemptAt?: string;

  @Field(() => ErrorCode, { nullable: true, description: 'Why it is not connected.' })
  readonly errorCode?: PublicErrorCode;

  @Field(() => String, { nullable: true, description: 'What went wrong and what to do; holds no row values and no secrets.' })
  readonly message?: string;
}

@ObjectType({ description: 'Where the value of one field came from.' })
export class FieldProvenance {
  @Field(() => String, { description: 'Name of the field.' })
  readonly field: string;

  @Field(() => Source, { description: 'The source whose value is shown.' })
  readonly source: Source;

  @Field(() => String, { description: 'Native key of the row that holds the value.' })
  readonly externalId: string;

  @Field(() => DateTimeScalar, { description: 'When the value was read from the source.' })
  readonly fetchedAt: string;
}

@ObjectType({ description: 'Where a record came from.' })
export class Provenance {
  @Field(() => Source, { description: 'The source whose row won where several hold the record.' })
  readonly source: Source;

  @Field(() => String, { nullable: true, description: 'Name of the collection within the source.' })
  readonly collection?: string;

  @Field(() => String, { description: 'Native key of the row; several key values are joined with `|`.' })
  readonly externalId: string;

  @Field(() => DateTimeScalar, { description: 'When the row was read from the source.' })
  readonly fetchedAt: string;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the source last changed the row, where it says so.' })
  readonly sourceUpdatedAt?: string;

  @Field(() => Boolean, { description: 'True when the row is older than its binding allows.' })
  readonly stale: boolean;

  @Field(() => Int, {
    description: 'Pieces of personal data (telephone numbers, identity numbers, plates, e-mail) that were taken out of its texts.',
  })
  readonly redactions: number;

  @Field(() => [Provenance], { description: 'Other rows that are the same record by identity and did not win.' })
  readonly others: readonly Provenance[];

  @Field(() => [FieldProvenance], { description: 'The same per field; computed only when it is asked for.' })
  readonly fields: readonly FieldProvenance[];
}

@ObjectType({ description: 'A key that a system outside gives to the record.' })
export class ExternalId {
  @Field(() => String, { description: 'Which register or system the key belongs to, such as `GB/T 28181` or `NYC BIN`.' })
  readonly scheme: string;

  @Field(() => String, { description: 'The key as that system writes it.' })
  readonly value: string;
}

@ObjectType({ description: 'Where a page stands in its list (Relay).' })
export class PageInfo {
  @Field(() => Boolean, { description: 'True when records follow this page.' })
  readonly hasNextPage: boolean;

  @Field(() => Boolean, { description: 'True when records precede this page.' })
  readonly hasPreviousPage: boolean;

  @Field(() => String, { nullable: true, description: 'Cursor of the first record; null when the page is empty.' })
  readonly startCursor?: string;

  @Field(() => String, { nullable: true, description: 'Cursor of the last record; null when the page is empty.' })
  readonly endCursor?: string;
}

@ObjectType({ description: 'Whether an answer has everything that it should: who is missing, how old the oldest part is.' })
export class Completeness {
  @Field(() => CompletenessStatus, { description: 'The state of the whole answer.' })
  readonly status: keyof typeof CompletenessStatus;

  @Field(() => [Source], { description: 'Sources whose rows are missing, all or in part.' })
  readonly missing: readonly Source[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'Age of the oldest part; null when no part says its age.' })
  readonly asOf?: string;
}

@ObjectType({ description: 'Why a row was left out.' })
export class RowIssue {
  @Field(() => Int, { nullable: true, description: 'Line or record number in the source, from 1.' })
  readonly line?: number;

  @Field(() => String, { description: 'What was expected of the row; holds none of its values.' })
  readonly reason: string;
}

@ObjectType({ description: 'How one source answered a list or aggregate: lets a client show partial data honestly.' })
export class SourceResult {
  @Field(() => Source, { description: 'The source.' })
  readonly source: Source;

  @Field(() => String, {
    nullable: true,
    description: 'The collection of the source that was asked; a source may hold several that feed one entity.',
  })
  readonly collection?: string;

  @Field(() => SourceState, { description: 'How it answered.' })
  readonly state: keyof typeof SourceState;

  @Field(() => Int, {
    nullable: true,
    description: 'Rows that it gave for this answer; null when it gave none or the rows were grouped there.',
  })
  readonly rows?: number;

  @Field(() => Int, { nullable: true, description: 'Rows that were left out because they could not be read, mapped or told apart.' })
  readonly rejected?: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Single values that were taken as null because they are not what the binding promises.',
  })
  readonly invalidValues?: number;

  @Field(() => [RowIssue], { nullable: true, description: 'Why rows were left out: the first 20 reasons.' })
  readonly issues?: readonly RowIssue[];

  @Field(() => DateTimeScalar, { nullable: true, description: 'When the source, or the copy of it, last changed.' })
  readonly asOf?: string;

  @Field(() => ErrorCode, { nullable: true, description: 'Why rows are missing.' })
  readonly errorCode?: PublicErrorCode;

  @Field(() => String, { nullable: true, description: 'What went wrong and what to do; holds no row values and no secrets.' })
  readonly message?: string;
}
