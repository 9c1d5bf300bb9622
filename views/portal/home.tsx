import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { PortalLayout } from '../layout/portal';
import { AppLogo } from '../parts/app-logo';
import { Empty } from '../parts/empty';
import { Icon } from '../parts/icon';
import { safeHref } from '../parts/safe-href';
import { SearchBox } from '../parts/search-box';
import { counted } from '../parts/words';

/** An application as a tile. */
export interface Tile {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** Where the tile leads. */
  readonly href: string;
  /** Address of its picture. */
  readonly image?: string;
  /** Opens a website without signing in there. */
  readonly bookmark: boolean;
}

/** What the first page of the User Portal shows. */
export interface PortalHomePageProps {
  readonly chrome: Chrome;
  /** The name to greet by. */
  readonly firstName: string;
  /** 0 to 23. */
  readonly hour: number;
  /** The tiles that match the search, in order. */
  readonly tiles: readonly Tile[];
  /** How many applications the person has in all. */
  readonly total: number;
  /** What was searched for. */
  readonly q?: string;
}

/** The applications of a person. */
export function PortalHomePage(props: PortalHomePageProps): VNode {
  const { chrome, tiles, total, q = '' } = props;
  const greeting = props.hour < 12 ? 'Good morning' : props.hour < 18 ? 'Good afternoon' : 'Good evening';
  return (
    <PortalLayout chrome={chrome} title="Applications" nav="applications">
      <div class="hello">
        <div>
          <h1>
            {greeting}, <bdi>{props.firstName}</bdi>
          </h1>
          <p>{total === 0 ? 'One sign-in for what you use.' : `${counted(total, 'application')}, one sign-in.`}</p>
        </div>
        {total === 0 ? null : <SearchBox id="q" action="/" label="Find an application" value={q} slash />}
      </div>
      {total === 0 ? (
        <Empty
          icon="apps"
          title="No applications yet"
          text="Your admin gives them to you by group. Ask for the ones you need."
        />
      ) : tiles.length === 0 ? (
        <Empty icon="search" title={`No match for “${q}”`} text="Try part of the application’s name.">
          <a class="btn" href="/">
            Show all applications
          </a>
        </Empty>
      ) : (
        <section aria-labelledby="all">
          <h2 id="all">{q === '' ? 'All applications' : `${counted(tiles.length, 'match', 'matches')}`}</h2>
          <ul class="tiles">
            {tiles.map((tile) => (
              <li>
                <TileLink tile={tile} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <div class="foot">
        <span>Something missing? Ask your admin.</span>
      </div>
    </PortalLayout>
  );
}

function TileLink({ tile }: { readonly tile: Tile }): VNode {
  return (
    <a class="tile" href={safeHref(tile.href)}>
      <AppLogo label={tile.label} id={tile.id} image={tile.image} />
      <span>
        <b>
          <bdi>{tile.label}</bdi>
          {tile.bookmark ? <span class="vh"> (opens a website you sign in to separately)</span> : null}
        </b>
        {tile.description === undefined ? null : (
          <small>
            <bdi>{tile.description}</bdi>
          </small>
        )}
      </span>
      {tile.bookmark ? <Icon name="out" size={14} /> : null}
    </a>
  );
}
