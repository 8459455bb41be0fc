import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { hasIdentityChecksum, redact } from '../../../src/catalog/transforms/index.ts';

describe('redact', () => {
  test.each([
    ['请致电13812340000，谢谢', '请致电[phone]，谢谢', 1],
    ['138-1234-0000 或 +86 138 1234 0000', '[phone] 或 [phone]', 2],
    ['手机８６１３８１２３４００００', '手机[phone]', 1],
    ['１３８１２３４００００', '[phone]', 1],
    ['电话0917-3212345转801', '电话[phone]', 1],
    ['电话(010)62345678', '电话[phone]', 1],
    ['01062345678', '[phone]', 1],
    ['call (202) 555-0147 or 202-555-0147 or 1-202-555-0147', 'call [phone] or [phone] or [phone]', 3],
    ['+44 20 7946 0958, +12025550147', '[phone], [phone]', 2],
    ['证件11010519491231002X。', '证件[identity number]。', 1],
    ['证件110105 19491231 002x', '证件[identity number]', 1],
    ['车牌京A12345和沪AD12345，陕C·8K123', '车牌[plate]和[plate]，[plate]', 3],
    ['write to jane.doe+x@example.co.uk!', 'write to [e-mail]!', 1],
    ['邮箱a@b.cn电话13812340000', '邮箱[e-mail]电话[phone]', 2],
  ])('%s', (text, clean, removed) => {
    expect(redact(text)).toEqual({ text: clean, removed });
  });

  test.each([
    '',
    '路灯不亮，请12345处理，110已到场',
    '编号 16-00596165，2016-07-19 17:46',
    '证件110105194912310021',
    '金额1234567.89元，共20240101批',
    '京东超市A座2024室',
    'Route 495 at exit 12, mile 3.5',
    '设备号34020000001320000001',
    'a @ b, 1E217',
  ])('leaves %s as it is', (text) => {
    expect(redact(text)).toEqual({ text, removed: 0 });
  });

  test('the checksum of GB 11643 is computed', () => {
    expect([
      hasIdentityChecksum('11010519491231002X'),
      hasIdentityChecksum('440524188001010014'),
      hasIdentityChecksum('110105194912310021'),
    ]).toEqual([true, true, false]);
  });

  test('a mobile number is found in any Chinese text around it', () => {
    const around = fc.string({ unit: fc.constantFrom('请', '到', '，', ' ', '楼', 'a', '。'), maxLength: 20 });
    fc.assert(
      fc.property(around, fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }), around, (before, number, after) => {
        expect(redact(`${before}${number}${after}`)).toEqual({ text: `${before}[phone]${after}`, removed: 1 });
      }),
      { seed: 7, numRuns: 200 },
    );
  });

  test('long texts take linear time', () => {
    const started = performance.now();
    for (const piece of ['a.', '1 ', '1-', 'a@', '+1(', '京A', '138-1234-', '0917-']) redact(piece.repeat(100_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
