import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { Empty } from '../parts/empty';
import { Named, NAME_PLACE } from '../parts/reading/named';
import { SearchBox } from '../parts/search-box';
import { withQuery } from '../parts/safe-href';
import { TileLink, type Tile } from './tile';

export type { Tile } from './tile';

/** How the applications are laid out. */
export type PortalView = 'tiles' | 'list';

/** What the first page of the User Portal shows. */
export interface PortalHomePageProps {
  readonly chrome: Chrome;
  /** The name to greet by. */
  readonly firstName: string;
  /** 0 to 23, where the person is. */
  readonly hour: number;
  /** The tiles that match the search, in order. */
  readonly tiles: readonly Tile[];
  /** Those that the person opens most, when there are enough to choose from. */
  readonly used?: readonly Tile[];
  /** How many applications the person has in all. */
  readonly total: number;
  /** What was searched for. */
  readonly q?: string;
  readonly view?: PortalView;
}

/** The applications of a person. */
export function PortalHomePage(props: PortalHomePageProps): VNode {
  const { chrome, tiles, used = [], total, q = '', view = 'tiles' } = props;
  const { portal } = chrome.words;
  const greeting = props.hour < 12 ? portal.morning : props.hour < 18 ? portal.afternoon : portal.evening;
  return (
    <PortalLayout chrome={chrome} title={portal.applications} nav="applications">
      <div class="hello">
        <div>
          <h1>
            <Named text={greeting({ name: NAME_PLACE })} name={props.firstName} />
          </h1>
          <p>{total === 0 ? portal.oneSignIn : portal.countedSignIn({ count: total })}</p>
        </div>
        {total === 0 ? null : <SearchBox id="q" action="/" label={portal.find} value={q} slash />}
      </div>
      {total === 0 ? (
        <Empty icon="apps" title={portal.none.title} text={portal.none.text}>
          <a class="btn" href="/requests">
            {portal.none.button}
          </a>
        </Empty>
      ) : tiles.length === 0 ? (
        <Empty icon="search" title={portal.noMatch.title({ search: q })} text={portal.noMatch.text}>
          <a class="btn" href="/">
            {portal.noMatch.button}
          </a>
        </Empty>
      ) : (
        <>
          {used.length === 0 || q !== '' ? null : (
            <section aria-labelledby="used">
              <h2 id="used">{portal.mostUsed}</h2>
              <Tiles tiles={used} view={view} />
            </section>
          )}
          <section aria-labelledby="all">
            <div class="tiles-head">
              <h2 id="all">{q === '' ? portal.all : portal.matches({ count: tiles.length })}</h2>
              <ViewSwitch chrome={chrome} view={view} q={q} />
            </div>
            <Tiles tiles={tiles} view={view} />
          </section>
        </>
      )}
      <div class="foot">
        <span>
          {portal.missing} <a href="/requests">{portal.ask}</a>
        </span>
        <a href="/help">{portal.help}</a>
      </div>
    </PortalLayout>
  );
}

function Tiles({ tiles, view }: { readonly tiles: readonly Tile[]; readonly view: PortalView }): VNode {
  return (
    <ul class={view === 'list' ? 'tiles rows' : 'tiles'}>
      {tiles.map((tile) => (
        <li>
          <TileLink tile={tile} />
        </li>
      ))}
    </ul>
  );
}

/** Tiles or list; the choice is kept in the browser. */
function ViewSwitch(props: { readonly chrome: Chrome; readonly view: PortalView; readonly q: string }): VNode {
  const { portal } = props.chrome.words;
  return (
    <nav class="views" aria-label={portal.view}>
      {(['tiles', 'list'] as const).map((view) => (
        <a href={withQuery('/', { q: props.q, view })} aria-current={view === props.view ? 'true' : undefined}>
          {portal[view]}
        </a>
      ))}
    </nav>
  );
}
