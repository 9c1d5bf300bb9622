/** Ways in which two addresses are nearly the same, the most likely mistake first. */
const DIFFERENCES: readonly (readonly [words: string, same: (text: string) => string])[] = [
  ['in white space at the beginning or the end', (text) => text.trim()],
  ['in the last /', (text) => text.replace(/\/{1,20}$/, '')],
  ['in http and https', (text) => text.replace(/^https?:/i, '')],
  ['in capital letters', (text) => text.toLowerCase()],
  ['in “www.”', (text) => text.replace(/^(https?:\/\/)www\./i, '$1')],
  ['in the port', (text) => text.replace(/^(https?:\/\/[^/:?#]{1,255}):\d{1,5}/i, '$1')],
  ['in what follows the “?”', (text) => text.replace(/[?#][^]*$/, '')],
];

/**
 * Says in what two addresses or entity IDs differ: "in the last /", "in http and https", "in the host name".
 * @returns words to follow "they differ", or undefined when they have nothing in common
 */
export function differenceOf(asked: string, allowed: string): string | undefined {
  const one = DIFFERENCES.find(([, same]) => same(asked) === same(allowed));
  if (one !== undefined) return `only ${one[0]}`;
  if (!URL.canParse(asked) || !URL.canParse(allowed)) return undefined;
  const [left, right] = [new URL(asked), new URL(allowed)];
  if (left.host === '' || right.host === '') return undefined;
  const path = (url: URL): string => url.pathname + url.search;
  if (left.host !== right.host && path(left) === path(right)) {
    return `in the host name: ${left.host.slice(0, 255)} and ${right.host.slice(0, 255)}`;
  }
  return left.host === right.host && left.protocol === right.protocol ? 'in the path' : undefined;
}

/** The allowed value that is most like the one that was asked for. */
export function nearestOf(asked: string, allowed: readonly string[]): string | undefined {
  const best = (text: string): number => {
    const place = DIFFERENCES.findIndex(([, same]) => same(asked) === same(text));
    return place === -1 ? alike(asked, text) : 10_000 - place;
  };
  return [...allowed].sort((one, other) => best(other) - best(one))[0];
}

/** How many letters two texts share at their beginning and their end. */
function alike(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let head = 0;
  while (head < most && one[head] === other[head]) head += 1;
  let tail = 0;
  while (tail < most - head && one[one.length - 1 - tail] === other[other.length - 1 - tail]) tail += 1;
  return head + tail;
}
