/** The page of the documentation that shows every picture. @param pages the lines of `pages.json` */
export function writeList(pages) {
  const head =
    '# Pictures\n\nThe ten main pages, as the demo shows them. `npm run pictures` draws them again: it starts the demo in a\n' +
    'folder of its own and opens each page in a real browser. Nobody in them is real.\n';
  const parts = pages.map(({ name, shows }) => `\n## ${shows.split(/[:,]/)[0]}\n\n![${shows}](pictures/${name}.png)\n`);
  return head + parts.join('');
}
