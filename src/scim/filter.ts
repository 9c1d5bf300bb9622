const PATH = /^[A-Za-z$][\w$-]*(?:\.[A-Za-z$][\w$-]*)?$/;

/**
 * Writes a filter that finds the resources whose attribute equals a text (RFC 7644 section 3.4.2.2). The text is written
 * as a JSON string, as that section's grammar asks, so that no name can end the quotes and add an expression of its own.
 * @param path an attribute path such as `userName` or `emails.value`
 * @throws Error for a path that is none
 */
export function equalsFilter(path: string, value: string): string {
  if (!PATH.test(path)) throw new Error(`"${path}" is no attribute path.`);
  return `${path} eq ${JSON.stringify(value)}`;
}
