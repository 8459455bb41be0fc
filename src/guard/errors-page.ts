import { type ErrorCode, type ErrorCodeFacts, errorCodes } from '../contract/error-codes.ts';

const faults: Readonly<Record<ErrorCodeFacts['fault'], string>> = {
  CALLER: 'the caller',
  SOURCE: 'the source',
  OPERATOR: 'the operator',
  CIVIGRAPH: 'Civigraph',
  NOBODY: 'nobody',
};

function row(code: ErrorCode): string {
  const { fault, httpStatus, retryable, meaning, advice } = errorCodes[code];
  return `| \`${code}\` | ${faults[fault]} | ${httpStatus} | ${retryable ? 'yes' : 'no'} | ${meaning} | ${advice} |`;
}

/** The text of `docs/errors.md`. */
export function errorsPage(): string {
  const codes = Object.keys(errorCodes) as ErrorCode[];
  return `# Errors

Every error of an answer carries \`extensions.code\`, \`extensions.retryable\` and \`extensions.requestId\`; the request id is also in the
header \`x-request-id\` and in the log. Errors of a source also name it in \`extensions.source\`, refusals by a limit name it in
\`extensions.limit\` and what is allowed in \`extensions.maximum\`.

The status is that of a request which ends with the error before anything ran. Errors beside data always travel with 200. With
\`accept: application/json\`, errors about the GraphQL part of a well-formed request travel with 200 too; \`application/graphql-response+json\`
gets the status of the table.

An answer holds at most 20 errors, 200 characters each, 8 KB together. What is not in this table is masked as \`INTERNAL\`: its cause is in
the log only, under the request id.

| code | who acts | status | try again | meaning | what to do |
|---|---|---|---|---|---|
${codes.map(row).join('\n')}
`;
}
