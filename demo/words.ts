import type { Random } from './random.ts';

/** An invented place name, in Chinese and in Latin letters. */
export interface Name {
  readonly zh: string;
  readonly en: string;
}

const name = (zh: string, en: string): Name => ({ zh, en });

export const PROVINCE = name('拟定省', 'Niding Province');
export const PREFECTURE = name('远澜市', 'Yuanlan City');
export const CITY = name('云澜市', 'Yunlan City');

/** Townships in the order of the lattice: west to east, south row first. */
export const TOWNSHIPS: readonly (Name & { readonly serial: string })[] = [
  { ...name('白鹭镇', 'Bailu Town'), serial: '100' },
  { ...name('望湖街道', 'Wanghu Subdistrict'), serial: '001' },
  { ...name('锦桥街道', 'Jinqiao Subdistrict'), serial: '002' },
  { ...name('石湾乡', 'Shiwan Township'), serial: '200' },
  { ...name('听松街道', 'Tingsong Subdistrict'), serial: '003' },
  { ...name('青禾镇', 'Qinghe Town'), serial: '101' },
];

/** One for each community; each township takes the next four. */
export const COMMUNITY_NAMES: readonly Name[] = [
  name('芦荻', 'Ludi'),
  name('南渡', 'Nandu'),
  name('荷塘', 'Hetang'),
  name('鹭洲', 'Luzhou'),
  name('湖光', 'Huguang'),
  name('晴川', 'Qingchuan'),
  name('柳岸', "Liu'an"),
  name('揽月', 'Lanyue'),
  name('锦绣', 'Jinxiu'),
  name('长桥', 'Changqiao'),
  name('织云', 'Zhiyun'),
  name('安和', 'Anhe'),
  name('石矶', 'Shiji'),
  name('樟树下', 'Zhangshuxia'),
  name('上湾', 'Shangwan'),
  name('下湾', 'Xiawan'),
  name('松涛', 'Songtao'),
  name('竹溪', 'Zhuxi'),
  name('明德', 'Mingde'),
  name('清风', 'Qingfeng'),
  name('禾丰', 'Hefeng'),
  name('稻香', 'Daoxiang'),
  name('麦田', 'Maitian'),
  name('仓前', 'Cangqian'),
];

export const ROADS: readonly string[] = [
  '望湖路',
  '澜江大道',
  '听松路',
  '织云街',
  '锦桥路',
  '荷塘巷',
  '明德路',
  '稻香路',
  '白鹭大道',
  '石矶街',
];

const COMPOUND_STEMS = [
  '翠微',
  '景和',
  '澜岸',
  '云栖',
  '嘉禾',
  '碧波',
  '天澜',
  '怡园',
  '紫藤',
  '金穗',
  '安澜',
  '枫林',
  '银杏',
  '星河',
  '沐阳',
];
const COMPOUND_ENDINGS = ['小区', '花园', '家园', '雅苑', '新村', '公寓'];

/** The name of the n-th compound; no two are the same for n below 90. */
export function compoundName(index: number): string {
  const stem = COMPOUND_STEMS[index % COMPOUND_STEMS.length] ?? '';
  const ending = COMPOUND_ENDINGS[Math.floor(index / COMPOUND_STEMS.length) % COMPOUND_ENDINGS.length] ?? '';
  return `${stem}${ending}`;
}

/** "望湖路128号". */
export function address(random: Random): string {
  return `${random.pick(ROADS)}${random.int(1, 399)}号`;
}
