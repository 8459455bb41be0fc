import { DateField, IntField, ToMany } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { AccessPoint } from './access-point.ts';
import { Device } from './device.ts';

@Entity({
  plural: 'accessControllers',
  term: '门禁控制器',
  implements: Device,
  standard: 'GA/T 394',
  description: 'A set of access control: one controller with its doors. State and counts only; nothing about who passed.',
})
export class AccessController extends LocatedRecord {
  @IntField('Doors that it controls. 门数')
  readonly doorCount?: number;

  @IntField('Passages on the last full day, all doors together. 通行次数')
  readonly passageCount?: number;

  @DateField('The day that `passageCount` stands for.')
  readonly passageCountedOn?: string;

  @ToMany('AccessPoint', 'Doors of the set.')
  @Relation({ by: 'key', from: 'code', to: 'controllerCode' })
  readonly accessPoints?: readonly AccessPoint[];
}
