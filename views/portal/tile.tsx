import type { VNode } from 'preact';
import { AppLogo } from '../parts/app-logo';
import { Icon } from '../parts/icon';
import { withReading } from '../parts/reading/reading';
import { safeHref } from '../parts/safe-href';

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
  /** How the person's account there stands; ready unless told. */
  readonly account?: 'ready' | 'setting-up' | 'failed';
}

/** An application to open. One whose account is not ready leads to the page that says so. */
export const TileLink = withReading(({ tile }: { readonly tile: Tile }, reading): VNode => {
  const { portal } = reading.words;
  const { account = 'ready' } = tile;
  return (
    <a class={account === 'ready' ? 'tile' : 'tile busy'} href={safeHref(tile.href)}>
      <AppLogo label={tile.label} id={tile.id} image={tile.image} />
      <span>
        <b>
          <bdi>{tile.label}</bdi>
          {tile.bookmark ? <span class="vh">{` (${portal.bookmark})`}</span> : null}
        </b>
        {account === 'ready' ? (
          tile.description === undefined ? null : (
            <small>
              <bdi>{tile.description}</bdi>
            </small>
          )
        ) : (
          <small>{account === 'failed' ? portal.notReady : portal.settingUp}</small>
        )}
      </span>
      {tile.bookmark ? <Icon name="out" size={14} /> : account === 'failed' ? <Icon name="warn" size={14} /> : null}
    </a>
  );
});
