/** "ServiceRequest" becomes "serviceRequest". A leading abbreviation stays whole: "GISLayer" becomes "gisLayer". */
export function camelCase(name: string): string {
  return name.replace(/^([A-Z]+)(?=[A-Z][a-z]|$)|^[A-Z]/, (start) => start.toLowerCase());
}

/** "gridCell" becomes "GridCell". */
export function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** "arrivedAt" becomes "ARRIVED_AT". */
export function upperSnake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}

/** English plural of a type name in camelCase: "serviceRequests", "communities", "indices" only by mark. */
export function pluralOf(name: string): string {
  const word = camelCase(name);
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(word)) return `${word}es`;
  return `${word}s`;
}
