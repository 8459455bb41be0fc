import { labelledEnum } from '../labelled-enum.ts';

/** Grades of risk of places, devices and matters. */
export const RiskColour = labelledEnum('RiskColour', 'Grade of a risk in four colours. 风险等级', {
  RED: ['Red: very high', '红色(重大)'],
  ORANGE: ['Orange: high', '橙色(较大)'],
  YELLOW: ['Yellow: medium', '黄色(一般)'],
  BLUE: ['Blue: low', '蓝色(低)'],
});
