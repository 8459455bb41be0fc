import { FloatField, TextField } from '../fields.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity } from '../marks.ts';
import { Device } from './device.ts';

@Entity({
  plural: 'otherDevices',
  term: '其他设备',
  implements: Device,
  description: 'A device of another kind: smoke detector, water gauge, street light, call button and so on.',
})
export class OtherDevice extends LocatedRecord {
  @TextField('What it is for, as the register says. 用途')
  readonly purpose?: string;

  @FloatField('Last value that it gave, in `lastValueUnit`.')
  readonly lastValue?: number;

  @TextField('Unit of `lastValue`.')
  readonly lastValueUnit?: string;
}
