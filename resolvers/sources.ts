import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { Source } from '../schema/index.ts';
import type { RequestContext } from '../src/context.ts';

/** The configured sources and how they are. */
@Resolver()
export class SourceResolver {
  @Query(() => [Source], { description: 'All configured sources and the state each is in.' })
  sources(@Ctx() context: RequestContext): readonly object[] {
    return context.sources();
  }

  @Query(() => Source, { nullable: true, description: 'The source with this configured name, or null.' })
  source(
    @Ctx() context: RequestContext,
    @Arg('name', () => String, { description: 'Name in the configuration.' }) name: string,
  ): object | undefined {
    return context.sources().find((source) => 'name' in source && source.name === name);
  }
}
