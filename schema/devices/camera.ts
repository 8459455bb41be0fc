import { EnumField, FloatField, IntField, LabelOf, RawOf, TextField, ToMany } from '../fields.ts';
import { labelledEnum, type ValueOf } from '../labelled-enum.ts';
import { LocatedRecord } from '../located-record.ts';
import { Entity, Relation } from '../marks.ts';
import type { Call } from '../work/call.ts';
import type { GridEvent } from '../work/grid-event.ts';
import type { RiskItem } from '../work/risk-item.ts';
import type { ServiceRequest } from '../work/service-request.ts';
import { Device } from './device.ts';

export const CameraMount = labelledEnum('CameraMount', 'How a camera is mounted. 摄像机类型', {
  FIXED: ['Fixed', '固定枪机'],
  PAN_TILT_ZOOM: ['Pan, tilt and zoom', '云台球机'],
  DOME: ['Dome', '半球'],
  PANORAMIC: ['Panoramic', '全景'],
  OTHER: ['Other', '其他'],
});

export const CameraUse = labelledEnum('CameraUse', 'What a camera is for. 摄像机用途', {
  PUBLIC_SAFETY: ['Public safety', '公共安全'],
  TRAFFIC: ['Traffic', '交通'],
  BUILDING: ['Inside or around a building', '楼宇'],
  ENVIRONMENT: ['Environment', '环境'],
  OTHER: ['Other', '其他'],
});

@Entity({
  plural: 'cameras',
  term: '摄像机',
  implements: Device,
  standard: 'GB/T 28181',
  description:
    'A camera in the street or a building, as an entry of a register: where it is and whether it works. Nothing that it sees is in the graph.',
})
export class Camera extends LocatedRecord {
  @EnumField(CameraMount, 'How the camera is mounted.')
  readonly mount?: ValueOf<typeof CameraMount>;

  @RawOf('mount')
  readonly mountRaw?: string;

  @LabelOf('mount')
  readonly mountLabel?: string;

  @EnumField(CameraUse, 'What the camera is for.')
  readonly use?: ValueOf<typeof CameraUse>;

  @RawOf('use')
  readonly useRaw?: string;

  @LabelOf('use')
  readonly useLabel?: string;

  @IntField('Channels that the device counts for. 路数')
  readonly channelCount?: number;

  @FloatField('Direction that it looks in, degrees clockwise from north.')
  readonly directionDegrees?: number;

  @FloatField('Height above ground in metres.')
  readonly heightMetres?: number;

  @IntField('Resolution of the sensor: pixels across. 水平像素')
  readonly horizontalPixels?: number;

  @TextField('What place it covers, as the register says. 覆盖范围')
  readonly coverage?: string;

  @ToMany('ServiceRequest', 'Service requests within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly serviceRequestsNearby?: readonly ServiceRequest[];

  @ToMany('Call', 'Calls within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly callsNearby?: readonly Call[];

  @ToMany('GridEvent', 'Grid events within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly gridEventsNearby?: readonly GridEvent[];

  @ToMany('RiskItem', 'Risk items within a distance.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly riskItemsNearby?: readonly RiskItem[];

  @ToMany('Camera', 'Cameras within a distance, this one included.')
  @Relation({ by: 'within', from: 'location', to: 'location', metres: 200 })
  readonly camerasNearby?: readonly Camera[];
}
