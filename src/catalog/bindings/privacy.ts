interface Refusal {
  readonly what: string;
  /** Whole words or runs of words, after a name is cut into its words. */
  readonly words: readonly string[];
  /** Chinese terms, found anywhere in a name. */
  readonly terms: readonly string[];
}

const words = (text: string) => text.split(',').map((word) => word.trim());

/** Data that has no class and no place in the product, by the names that registers give it: English, Chinese, pinyin and its initials. */
const REFUSALS: readonly Refusal[] = [
  {
    what: 'biometric data',
    words: words(
      `face, faces, facial, face id, faceid, biometric, biometrics, fingerprint, fingerprints, finger print, palmprint, iris, retina,
      voiceprint, voice print, gait, renlian, rlsb, rlzp, rltz, zhiwen, hongmo, shengwen, butai, zhangwen`,
    ),
    terms: words('人脸, 脸部, 面部特征, 指纹, 虹膜, 声纹, 步态, 掌纹'),
  },
  {
    what: 'the number plate of a vehicle',
    words: words(
      `plate, plates, plate no, plateno, plate number, platenumber, license plate, licence plate, licenseplate, licenceplate,
      number plate, numberplate, lpr, anpr, alpr, chepai, chepaihao, chepaihaoma, che pai, cph, cphm, hphm, hpzl, haopai`,
    ),
    terms: words('车牌, 号牌, 牌照号'),
  },
  {
    what: 'an identity number',
    words: words(
      `ssn, social security, passport, passports, id card, idcard, idcardno, identity card, identitycard, identity number, identity no,
      identitynumber, national id, nationalid, citizen id, citizenid, driver license, drivers license, driver licence, sfz, sfzh, sfzhm,
      sfzhao, shenfenzheng, shenfenzhenghao, shen fen zheng, gmsfhm, gmsfzh, zjhm, zjh, huzhao`,
    ),
    terms: words('身份证, 公民身份, 身份号码, 证件号, 护照, 社会保障号, 社保号, 驾驶证'),
  },
  {
    what: 'the movement of a person or vehicle',
    words: words(
      `track, tracks, trajectory, trajectories, gps track, movement history, whereabouts, vehicle tracking, person tracking,
      guiji, gui ji, xingzong, xing zong`,
    ),
    terms: words('轨迹, 行踪, 足迹'),
  },
  {
    what: 'pictures or video',
    words: words(
      `photo, photos, photograph, picture, pictures, pic, pics, image, images, img, thumbnail, portrait, avatar, snapshot url,
      snapshot image, jpeg, jpg, mjpeg, rtsp, rtmp, hls, m3u8, flv, video url, videourl, video link, video file, video path, video stream,
      video feed, video clip, live stream, livestream, stream url, streamurl, streaming, playback, zhaopian, zhao pian, tupian, tu pian,
      touxiang, zhuapai, luxiang, shipinliu, maliu`,
    ),
    terms: words('照片, 图片, 图像, 头像, 抓拍, 截图, 录像, 视频流, 视频地址, 视频链接, 视频文件, 码流, 播放地址'),
  },
  {
    what: 'a list or score of persons',
    words: words('blacklist, watchlist, watch list, black list, suspect, suspects, person score, credit score, heimingdan, zdry, bukong'),
    terms: words('黑名单, 布控, 重点人员, 人员评分, 嫌疑人'),
  },
];

/** What forbidden kind of data a name of a column or field looks like; undefined when it looks like none. */
export function forbiddenBy(name: string): string | undefined {
  const sentence = ` ${wordsOf(name).join(' ')} `;
  return REFUSALS.find(
    (refusal) => refusal.words.some((word) => sentence.includes(` ${word} `)) || refusal.terms.some((term) => name.includes(term)),
  )?.what;
}

/** Cuts "plateNo", "PLATE_NO" and "Plate No." into "plate", "no". */
function wordsOf(name: string): string[] {
  return name
    .normalize('NFKC')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .flatMap((word) => [word, word.replace(/\d+$/, '')])
    .filter((word, index, all) => word !== '' && word !== all[index - 1])
    .map((word) => word.toLowerCase());
}
