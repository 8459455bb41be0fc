import { textScalar } from './text-scalar.ts';

/** Longest tag that is looked at, in characters. */
const MAX_LENGTH = 35;

/** A language tag. */
export const LocaleScalar = textScalar({
  name: 'Locale',
  description: 'A language tag, such as `zh`, `zh-CN` or `en`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc5646',
  expected: 'a language tag of at most 35 characters, such as zh or en',
  normalise: canonicalTag,
});

function canonicalTag(text: string): string | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    return Intl.getCanonicalLocales(text)[0];
  } catch {
    return undefined;
  }
}
