import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Router, type Request } from 'express';
import { HelpIndexPage, HelpPage, type HelpGroup, type HelpTitle } from '../../../views/admin/help/index';
import { plainText, readMarkdown, type Block } from '../../../views/admin/help/markdown';
import { PACKAGE } from '../../config/package';
import { notFound } from '../../core/errors';
import { chromeOf, render } from '../render';
import type { WebContext } from '../web-context';

interface HelpText extends HelpTitle {
  readonly blocks: readonly Block[];
}

/** The order of the documents; those that nobody named here come last. */
const GROUPS: readonly (readonly [title: string, names: string])[] = [
  ['Begin', 'install first-application connectors'],
  ['People and access', 'people second-factors user-portal admins boards'],
  ['Sign-on', 'metadata certificates sign-on-checks authn-requests attribute-expressions logout'],
  ['Accounts in applications', 'provisioning'],
  ['For programs', 'api cli webhooks events'],
  ['Running Passo', 'settings operations reverse-proxy instances backup upgrade reliability'],
  ['When something is wrong', 'troubleshooting'],
];
/** For those who work on Passo itself. */
const NOT_SERVED = ['pictures', 'easily-forgotten'];

/** The documents of the product inside the product: nothing is fetched from elsewhere. */
export function helpPageRoutes(web: WebContext): Router {
  const router = Router();
  let texts: ReadonlyMap<string, HelpText> | undefined;
  const all = (): ReadonlyMap<string, HelpText> => (texts ??= readTexts(join(PACKAGE.root, 'docs')));
  router.get('/admin/help', async (request, response) => {
    render(response, <HelpIndexPage chrome={await chromeOf(web, request)} groups={groupsOf(all())} />);
  });
  router.get('/admin/help/:name', async (request: Request<{ name: string }>, response) => {
    const text = all().get(request.params.name);
    if (text === undefined) throw notFound('This help page');
    const { title, blocks } = text;
    const resolve = (href: string): string | undefined => addressOf(href, all());
    render(
      response,
      <HelpPage chrome={await chromeOf(web, request)} title={title} blocks={blocks} resolve={resolve} />,
    );
  });
  return router;
}

function readTexts(folder: string): ReadonlyMap<string, HelpText> {
  if (!existsSync(folder)) return new Map();
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -'.md'.length))
    .filter((name) => !NOT_SERVED.includes(name));
  return new Map(names.map((name) => [name, readText(name, readFileSync(join(folder, `${name}.md`), 'utf8'))]));
}

function readText(name: string, text: string): HelpText {
  const [first, ...rest] = readMarkdown(text);
  if (first?.kind === 'heading' && first.level === 1) return { name, title: plainText(first.parts), blocks: rest };
  return { name, title: name, blocks: first === undefined ? [] : [first, ...rest] };
}

function groupsOf(texts: ReadonlyMap<string, HelpText>): HelpGroup[] {
  const named = GROUPS.map(([title, names]) => ({
    title,
    pages: names.split(' ').flatMap((name) => texts.get(name) ?? []),
  }));
  const known = new Set(named.flatMap(({ pages }) => pages.map(({ name }) => name)));
  const more = { title: 'More', pages: [...texts.values()].filter(({ name }) => !known.has(name)) };
  return [...named, more].filter(({ pages }) => pages.length > 0);
}

/** Links to other documents stay inside the product; files of the repository are not served. */
function addressOf(href: string, texts: ReadonlyMap<string, HelpText>): string | undefined {
  if (href.startsWith('#') || /^https?:\/\//.test(href)) return href;
  const [, name = '', anchor = ''] = /^(?:\.\/)?([\w-]+)\.md(#.*)?$/.exec(href) ?? [];
  return texts.has(name) ? `/admin/help/${name}${anchor}` : undefined;
}
