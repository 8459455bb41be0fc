import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { City } from '../city/city.ts';
import type { AlarmRow, CountRow, DeviceStateRow, StatusEventRow } from '../city/device-state.ts';
import type { OrderRow, TransferRow } from '../city/hotline.ts';
import { addTable, among, before, envelope, from } from './table-route.ts';

/** What a client needs to be let in. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly hotlineToken: string;
}

/** Seconds that an access token of the device platform is good for. */
const TOKEN_LIFE = 600;

/** The device platform under `/device`: OAuth2 client credentials at `/device/oauth/token`, lists under `/device/v1`. */
export function devicePlatform(city: City, credentials: Credentials) {
  return async (app: FastifyInstance): Promise<void> => {
    const tokens = new Map<string, number>();
    app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
      done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    app.post<{ Body: Readonly<Record<string, unknown>> | null }>('/oauth/token', async (request, reply) => {
      const { grant_type, client_id, client_secret } = { ...basic(request.headers.authorization), ...request.body } as Readonly<
        Record<string, unknown>
      >;
      if (grant_type !== 'client_credentials') return reply.code(400).send({ error: 'unsupported_grant_type' });
      if (client_id !== credentials.clientId || client_secret !== credentials.clientSecret)
        return reply.code(401).send({ error: 'invalid_client' });
      const token = randomUUID();
      tokens.set(token, Date.now() + TOKEN_LIFE * 1000);
      return { access_token: token, token_type: 'Bearer', expires_in: TOKEN_LIFE };
    });
    await app.register(async (lists) => {
      lists.addHook('onRequest', async (request, reply) => {
        const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? '';
        if ((tokens.get(token) ?? 0) < Date.now()) return reply.code(401).send(envelope(null, 40101, 'access token missing or expired'));
      });
      addDeviceLists(lists, city);
    });
  };
}

function addDeviceLists(app: FastifyInstance, { devicePlatform: platform }: City): void {
  addTable<DeviceStateRow>(app, {
    path: '/v1/states',
    rows: platform.states,
    key: 'deviceCode',
    filters: { deviceKind: among('deviceKind'), status: among('status') },
    sortable: ['deviceCode', 'lastBeat'],
  });
  addTable<StatusEventRow>(app, {
    path: '/v1/events',
    rows: platform.events,
    key: 'eventId',
    filters: {
      deviceCodes: among('deviceCode'),
      toStatus: among('toStatus'),
      timeFrom: from('eventTime'),
      timeBefore: before('eventTime'),
    },
    sortable: ['eventId', 'eventTime'],
  });
  addTable<CountRow>(app, {
    path: '/v1/counts',
    rows: platform.counts,
    key: 'countId',
    filters: {
      deviceCodes: among('deviceCode'),
      metric: among('metric'),
      direction: among('direction'),
      beginFrom: from('beginTime'),
      beginBefore: before('beginTime'),
    },
    sortable: ['countId', 'beginTime', 'num'],
  });
  addTable<AlarmRow>(app, {
    path: '/v1/alarms',
    rows: platform.alarms,
    key: 'alarmId',
    filters: { deviceCodes: among('deviceCode'), alarmType: among('alarmType'), handleState: among('handleState') },
    sortable: ['alarmId', 'alarmTime', 'level'],
  });
}

/** The 12345 hotline under `/hotline`: the token goes in the header `X-Access-Token`. */
export function hotline(city: City, credentials: Credentials) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers['x-access-token'] !== credentials.hotlineToken)
        return reply.code(401).send(envelope(null, 40100, 'X-Access-Token missing or wrong'));
    });
    addTable<OrderRow>(app, {
      path: '/v1/orders',
      rows: city.hotline.orders,
      key: 'orderNo',
      filters: {
        status: among('status'),
        categoryCode: among('categoryCode'),
        streetCode: among('streetCode'),
        communityCode: among('communityCode'),
        gridCode: among('gridCode'),
        deptCode: among('deptCode'),
        acceptFrom: from('acceptTime'),
        acceptBefore: before('acceptTime'),
      },
      sortable: ['orderNo', 'acceptTime', 'finishTime'],
    });
    addTable<TransferRow>(app, {
      path: '/v1/transfers',
      rows: city.hotline.transfers,
      key: 'transferId',
      filters: { orderNos: among('orderNo'), toDept: among('toDept') },
      sortable: ['transferId', 'transferTime'],
    });
  };
}

function basic(header: string | undefined): Readonly<Record<string, string>> {
  const encoded = /^Basic (.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return {};
  const [client_id = '', client_secret = ''] = Buffer.from(encoded, 'base64').toString().split(':').map(decodeURIComponent);
  return { client_id, client_secret };
}
