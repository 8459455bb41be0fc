/** Laws that a memory source with every capability does not keep yet, by id, with the reason. */
export const KNOWN_GAPS: Readonly<Record<string, string>> = {
  'text-ignore-case':
    'src/rows folds in full and by context (U+0130 becomes two characters, a last sigma another one); the law is simple lower case',
};
