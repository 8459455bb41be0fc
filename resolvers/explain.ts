import { Arg, Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { JsonScalar } from '../schema/index.ts';
import type { RequestContext } from '../src/context.ts';

@ObjectType({ description: 'How an operation is answered: its reads, what the sources do, what is left to the engine and why.' })
export class QueryPlan {
  @Field(() => String, { description: 'The plan for people.' })
  readonly text: string;

  @Field(() => JsonScalar, { description: 'The plan as data: a list of reads in the order of their response paths.' })
  readonly plan: unknown;
}

/** Shows plans. Planning asks no source; values never show. */
@Resolver()
export class ExplainResolver {
  @Query(() => QueryPlan, {
    nullable: true,
    description: 'The plan of a query. With `analyze` the query is run and the plan has actual rows, reads and times.',
  })
  async explain(
    @Ctx() context: RequestContext,
    @Arg('query', () => String, { description: 'The query to explain.' }) query: string,
    @Arg('variables', () => JsonScalar, { nullable: true, description: 'Its variables, an object.' }) variables?: unknown,
    @Arg('operationName', () => String, { nullable: true, description: 'Which operation, where the text holds several.' })
    operationName?: string | null,
    @Arg('analyze', () => Boolean, { defaultValue: false, description: 'Run it.' }) analyze = false,
  ): Promise<QueryPlan> {
    return context.explain(query, variables, operationName ?? undefined, analyze);
  }
}
