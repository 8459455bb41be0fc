import type { FastifyInstance } from 'fastify';
import { buildSchema, graphql } from 'graphql';
import type { City } from '../city/city.ts';
import { type FeedList, listResolvers, listSdl, SHARED_SDL } from './feed-list.ts';

/** The command platform's GraphQL feed at `POST /platform/graphql`; the token goes in `Authorization: Bearer`. Times are local, "yyyy-MM-dd HH:mm:ss". */
export function platformFeed(city: City, token: string) {
  const lists = feedLists(city);
  const schema = buildSchema(['type Query { "Always true." alive: Boolean! }', SHARED_SDL, ...lists.map(listSdl)].join('\n'));
  const rootValue = Object.assign({ alive: true }, ...lists.map(listResolvers)) as object;
  return async (app: FastifyInstance): Promise<void> => {
    app.post<{ Body: { query?: unknown; variables?: Record<string, unknown> | null; operationName?: string | null } | null }>(
      '/graphql',
      async (request, reply) => {
        if (request.headers.authorization !== `Bearer ${token}`) {
          return reply.code(401).send({ errors: [{ message: 'token missing or wrong', extensions: { code: 'UNAUTHENTICATED' } }] });
        }
        const { query, variables, operationName } = request.body ?? {};
        if (typeof query !== 'string') return reply.code(400).send({ errors: [{ message: 'expected a query' }] });
        const result = await graphql({
          schema,
          rootValue,
          source: query,
          variableValues: variables ?? {},
          operationName: operationName ?? null,
        });
        return reply.code(result.data === undefined ? 400 : 200).send(result);
      },
    );
  };
}

function feedLists({ calls, disputes, gridWork }: City): readonly FeedList[] {
  return [
    {
      type: 'GridEvent',
      description: '网格事件 (推送/接收)',
      one: 'gridEvent',
      many: 'gridEvents',
      key: 'eventNo',
      rows: gridWork.events,
      fields: {
        eventNo: 'ID!',
        direction: 'String!',
        exchangeNo: 'String!',
        kindCode: 'String!',
        kindName: 'String!',
        title: 'String!',
        gridCode: 'String!',
        lng: 'Float',
        lat: 'Float',
        fromUnit: 'String!',
        toUnit: 'String!',
        occurredAt: 'String!',
        sentAt: 'String!',
        acceptedAt: 'String',
        status: 'String!',
        finishedAt: 'String',
      },
    },
    {
      type: 'Call',
      description: '警情',
      one: 'call',
      many: 'calls',
      key: 'callNo',
      rows: calls,
      fields: {
        callNo: 'ID!',
        incidentNo: 'String!',
        isFirst: 'Boolean',
        kind: 'String!',
        level: 'Int',
        status: 'String!',
        gridCode: 'String!',
        zoneCode: 'String!',
        zoneName: 'String!',
        lng: 'Float!',
        lat: 'Float!',
        receivedAt: 'String!',
        dispatchedAt: 'String',
        supervisedAt: 'String',
        toldAt: 'String',
        enRouteAt: 'String',
        arrivedAt: 'String',
        closedAt: 'String',
        unitCode: 'String!',
      },
    },
    {
      type: 'Dispute',
      description: '矛盾纠纷',
      one: 'dispute',
      many: 'disputes',
      key: 'caseNo',
      rows: disputes.disputes,
      fields: {
        caseNo: 'ID!',
        kind: 'String!',
        gridCode: 'String!',
        communityCode: 'String!',
        source: 'String!',
        status: 'String!',
        settledLevel: 'String',
        riskLevel: 'String',
        partyCount: 'Int!',
        summary: 'String!',
        registeredAt: 'String!',
        settledAt: 'String',
        officeCode: 'String!',
      },
    },
    {
      type: 'Mediation',
      description: '调解',
      one: 'mediation',
      many: 'mediations',
      key: 'mediationNo',
      rows: disputes.mediations,
      fields: {
        mediationNo: 'ID!',
        caseNo: 'String!',
        gridCode: 'String!',
        officeCode: 'String!',
        manner: 'String!',
        heldAt: 'String!',
        endedAt: 'String',
        outcome: 'String!',
      },
    },
    {
      type: 'CallbackVisit',
      description: '回访',
      one: 'callbackVisit',
      many: 'callbackVisits',
      key: 'visitNo',
      rows: disputes.callbacks,
      fields: {
        visitNo: 'ID!',
        caseNo: 'String!',
        gridCode: 'String!',
        month: 'String!',
        turn: 'Int!',
        visitedAt: 'String!',
        manner: 'String!',
        result: 'String',
      },
    },
  ];
}
