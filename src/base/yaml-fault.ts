const SYNTAX: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias takes no anchor and no tag',
  BAD_ALIAS: 'the name of an anchor is missing or wrong',
  BAD_DIRECTIVE: 'this directive is not known; remove the line that begins with %',
  BAD_DQ_ESCAPE: 'this escape sequence is not known; double the backslash or use single quotes',
  BAD_INDENT: 'the indentation does not fit: keys of one mapping start in the same column',
  BAD_PROP_ORDER: 'anchors and tags stand after the sign - ? or :',
  BAD_SCALAR_START: 'a text that begins with @ or ` needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " in one line; put the text in quotes or the mapping on its own lines',
  BLOCK_IN_FLOW: 'block style inside [ ] or { }',
  DUPLICATE_KEY: 'this key stands twice in one mapping',
  IMPOSSIBLE: 'this is not YAML',
  KEY_OVER_1024_CHARS: 'this key is too long',
  MISSING_CHAR: 'a closing quote, bracket or ":" is missing before here',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a ":" missing?',
  MULTIPLE_ANCHORS: 'one value takes one anchor',
  MULTIPLE_DOCS: 'a file holds one document; split it or remove "---"',
  MULTIPLE_TAGS: 'one value takes one tag',
  NON_STRING_KEY: 'a key must be text',
  TAB_AS_INDENT: 'indentation takes blanks, here is a tab',
  TAG_RESOLVE_FAILED: 'tags are not taken; remove the word that begins with !',
  UNEXPECTED_TOKEN: 'something stands here that does not belong; is the text in need of quotes?',
};

/** What an error code of the YAML parser means, for people. The parser's own messages quote the text, which may hold secrets. */
export function yamlFault(code: string): string {
  return SYNTAX[code] ?? 'it cannot be read here';
}
