/** Laws that a memory source with every capability does not keep yet, by id, with the reason. */
export const KNOWN_GAPS: Readonly<Record<string, string>> = {};
