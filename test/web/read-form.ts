/** The values a browser would send with a form of ours, by name; a name that comes more than once holds a list. */
export function readForm(html: string, action: string): Record<string, string | string[]> {
  const form = [...html.matchAll(/<form[^>]*action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/g)].find(
    (match) => match[1] === action,
  );
  if (form === undefined) throw new Error(`The page has no form for ${action}.`);
  const found: Record<string, string | string[]> = {};
  const add = (name: string | undefined, value: string): void => {
    if (name === undefined || name === '_csrf') return;
    const before = found[name];
    found[name] = before === undefined ? value : [...[before].flat(), value];
  };
  for (const [tag, body] of tagsOf(form[2] ?? '')) {
    const name = attributeOf(tag, 'name');
    if (tag.startsWith('<select')) {
      const options = [...body.matchAll(/<option([^>]*)>/g)].map((match) => match[1] ?? '');
      const chosen = options.find((option) => /\bselected\b/.test(option)) ?? options[0] ?? '';
      add(name, attributeOf(chosen, 'value') ?? '');
    } else if (tag.startsWith('<textarea')) {
      add(name, plain(body));
    } else if (!/type="(checkbox|radio)"/.test(tag) || /\schecked\b/.test(tag)) {
      add(name, attributeOf(tag, 'value') ?? (/type="(checkbox|radio)"/.test(tag) ? 'on' : ''));
    }
  }
  return found;
}

function tagsOf(html: string): [string, string][] {
  const pattern =
    /(<input(?:"[^"]*"|[^">])*>)|(<select[^>]*>)([\s\S]*?)<\/select>|(<textarea[^>]*>)([\s\S]*?)<\/textarea>/g;
  return [...html.matchAll(pattern)].map((match) => [
    match[1] ?? match[2] ?? match[4] ?? '',
    match[3] ?? match[5] ?? '',
  ]);
}

function attributeOf(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return value === undefined ? undefined : plain(value);
}

function plain(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
