import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { LocaleScalar, Source } from '../schema/index.ts';
import type { RequestContext, SourceObject } from '../src/context.ts';

/** The configured sources and how they are. */
@Resolver(() => Source)
export class SourceResolver {
  @Query(() => [Source], { description: 'All configured sources and the state each is in.' })
  sources(@Ctx() context: RequestContext): readonly SourceObject[] {
    return context.sources();
  }

  @Query(() => Source, { nullable: true, description: 'The source with this configured name, or null.' })
  source(
    @Ctx() context: RequestContext,
    @Arg('name', () => String, { description: 'Name in the configuration.' }) name: string,
  ): SourceObject | undefined {
    return context.sources().find((source) => source.name === name);
  }

  /** TypeGraphQL gives a property as it stands, so the function that knows the languages is called here. */
  @FieldResolver()
  title(@Root() source: SourceObject, @Arg('locale', () => LocaleScalar, { nullable: true }) locale?: string | null): string {
    return source.title({ locale: locale ?? null });
  }
}
