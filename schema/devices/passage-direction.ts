import { labelledEnum } from '../labelled-enum.ts';

/** Direction that a door, lane or counter serves. */
export const PassageDirection = labelledEnum('PassageDirection', 'Direction of passage. 通行方向', {
  ENTRY: ['Entry', '进'],
  EXIT: ['Exit', '出'],
  BOTH: ['Both', '双向'],
});
