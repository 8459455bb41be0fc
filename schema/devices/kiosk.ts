import { DateField, IntField, TextField, ToOne } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { ServicePoint } from '../places/service-point.ts';
import { Device } from './device.ts';

@Entity({
  plural: 'kiosks',
  term: '一体机',
  implements: Device,
  description: 'A self-service terminal.',
})
export class Kiosk extends LocatedRecord {
  @TextField('What can be done at it, as the register says. 服务事项')
  readonly services?: string;

  @TextField('Code of the service point that it stands at. 服务窗口编码')
  readonly servicePointCode?: string;

  @TextField('Version of its software. 软件版本')
  readonly softwareVersion?: string;

  @IntField('Times that it was used on the last full day. 使用次数')
  readonly useCount?: number;

  @DateField('The day that `useCount` stands for.')
  readonly countedOn?: string;

  @ToOne('ServicePoint', 'The service point that `servicePointCode` names.')
  @Relation({ by: 'key', from: 'servicePointCode', to: 'code' })
  readonly servicePoint?: ServicePoint;
}
