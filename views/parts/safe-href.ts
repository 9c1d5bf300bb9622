/**
 * Checks an address that comes from data before it becomes an `href` or `action`: http, https, a path of our own, or a
 * query or fragment of this page. Browsers drop control characters and blanks from addresses, so texts with them are
 * refused, and so are paths that a browser reads as another host.
 * @returns the address as it came, or undefined, with which the attribute is left out
 */
export function safeHref(url: string | undefined): string | undefined {
  if (url === undefined || url === '' || /[\p{Cc} \\]/u.test(url)) return undefined;
  if (/^[?#]/.test(url)) return url;
  if (url.startsWith('/')) return url.startsWith('//') ? undefined : url;
  if (!/^https?:\/\//i.test(url)) return undefined;
  return URL.canParse(url) ? url : undefined;
}

/** The path with a query of those values that are not empty; what a list's links and filters are made of. */
export function withQuery(path: string, values: Readonly<Record<string, string | number | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value !== undefined && value !== '') query.set(name, String(value));
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
