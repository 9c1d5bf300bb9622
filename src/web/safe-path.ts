/**
 * Checks where somebody wants to go after signing in: a path of our own and nothing that a browser could read as another
 * site (SECURITY W5).
 * @returns the path, or '/' for anything else
 */
export function safePath(text: unknown): string {
  if (typeof text !== 'string' || text.length > 2_000) return '/';
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(text) || text.includes('\\')) return '/';
  const url = new URL(text, 'http://passo.invalid');
  if (url.host !== 'passo.invalid' || url.pathname.startsWith('//')) return '/';
  return url.pathname + url.search;
}
