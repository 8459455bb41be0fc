/** One thing that is wrong with the configuration: where, what was expected, what came. */
export interface ConfigIssue {
  /** `file:line:column`, `env NAME`, `flag --name`; empty where the message itself begins with it. */
  readonly where: string;
  readonly message: string;
}

/** The configuration cannot be used. Holds every issue that was found, not only the first. */
export class ConfigError extends Error {
  readonly issues: readonly ConfigIssue[];

  constructor(issues: readonly ConfigIssue[]) {
    super(issues.map(({ where, message }) => (where === '' ? message : `${where}: ${message}`)).join('\n'));
    this.name = 'ConfigError';
    this.issues = issues;
  }
}
