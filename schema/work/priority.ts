import { labelledEnum } from '../labelled-enum.ts';

/** Urgency of a piece of work. */
export const Priority = labelledEnum('Priority', 'Urgency of a piece of work. 紧急程度', {
  LOW: ['Low', '低'],
  STANDARD: ['Standard', '一般'],
  HIGH: ['High', '较急'],
  URGENT: ['Urgent', '紧急'],
  EMERGENCY: ['Emergency', '特急'],
});
