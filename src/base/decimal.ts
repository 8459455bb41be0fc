/** Exact arithmetic on plain decimal text ("-12.50"): an integer and the number of its decimals. */
interface Scaled {
  readonly digits: bigint;
  readonly scale: number;
}

function scaled(text: string): Scaled {
  const match = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match || (match[2] === '' && match[3] === '')) throw new RangeError('expected a decimal number in text');
  const [, sign, whole = '', part = '', exponent] = match;
  const digits = BigInt(`${whole}${part}`) * (sign === '-' ? -1n : 1n);
  const scale = part.length - Number(exponent ?? 0);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

function aligned(a: Scaled, b: Scaled): readonly [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

function unscaled({ digits, scale }: Scaled): string {
  const negative = digits < 0n;
  const text = (negative ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const part = text.slice(text.length - scale).replace(/0+$/, '');
  return `${negative ? '-' : ''}${whole}${part === '' ? '' : `.${part}`}`;
}

/** Compares by number: "1.50" equals "1.5". */
export function compareDecimals(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = aligned(scaled(a), scaled(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The exact sum, without trailing zeros. */
export function addDecimals(a: string, b: string): string {
  const [x, y, scale] = aligned(scaled(a), scaled(b));
  return unscaled({ digits: x + y, scale });
}

/** The shortest plain notation: "+01.500" becomes "1.5", "1e3" becomes "1000". Throws RangeError when the text is no number. */
export function normalizeDecimal(text: string): string {
  return unscaled(scaled(text));
}
