import type { VNode } from 'preact';
import { safeHref } from './safe-href';

/** An application's picture, or its letter on a colour of its own. */
export interface AppLogoProps {
  readonly label: string;
  /** The application's id; it picks the colour. */
  readonly id: string;
  /** Address of the uploaded picture. */
  readonly image?: string | undefined;
  readonly tiny?: boolean | undefined;
}

const HUES = 9;

/** The logo beside an application's name, which says what it is; hidden from screen readers. */
export function AppLogo({ label, id, image, tiny = false }: AppLogoProps): VNode {
  const size = tiny ? ' tiny' : '';
  const address = safeHref(image);
  if (address !== undefined) {
    return <img class={`logo${size}`} src={address} alt="" width={40} height={40} />;
  }
  const letter = Array.from(label.trim())[0]?.toUpperCase() ?? '?';
  return (
    <span class={`logo hue-${hueOf(id)}${size}`} aria-hidden="true">
      {letter}
    </span>
  );
}

function hueOf(id: string): number {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return sum % HUES;
}
