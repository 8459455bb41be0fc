import { labelledEnum } from '../labelled-enum.ts';

/** Ways in which a request or dispute becomes known. */
export const RequestChannel = labelledEnum('RequestChannel', 'Way in which something was reported. 来源渠道', {
  PHONE: ['Telephone', '电话'],
  APP: ['App', '手机应用'],
  WEB: ['Web', '网站'],
  MESSENGER: ['Messenger', '微信'],
  COUNTER: ['Counter', '窗口'],
  LETTER: ['Letter or e-mail', '信件'],
  GRID: ['Grid worker', '网格'],
  POLICE: ['Police', '警情转办'],
  HOTLINE: ['Hotline', '热线'],
  PLATFORM: ['Another platform', '平台推送'],
  OTHER: ['Other', '其他'],
});
