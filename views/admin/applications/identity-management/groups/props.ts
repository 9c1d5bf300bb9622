import type { Chrome } from '../../../../layout/chrome';
import type { BadgeKind } from '../../../../parts/badge';
import type { FrameProps } from '../../props';

/** One group of an application, as a line. */
export interface GroupLine {
  readonly name: string;
  readonly href: string;
  /** The state in a few words: "412 members", "Empty, not created". */
  readonly badge: { readonly kind: BadgeKind; readonly word: string };
  readonly sentence?: string;
  readonly at?: number;
  readonly retry: boolean;
}

/** The card on the tab. */
export interface GroupsCardProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly managed: boolean;
  readonly groups: readonly GroupLine[];
  readonly total: number;
}

/** The page of all groups. */
export interface GroupsPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly managed: boolean;
  readonly groups: readonly GroupLine[];
  readonly summary: string;
  readonly previous?: string;
  readonly next?: string;
}

/** The page of one group. */
export interface GroupPageProps {
  readonly chrome: Chrome;
  readonly frame: FrameProps;
  readonly line: GroupLine;
  readonly members: number;
  /** Absent for a group that is gone here. */
  readonly groupHref?: string;
  /** Who was set aside, and why. */
  readonly parked: readonly { readonly name: string; readonly href?: string; readonly sentence: string }[];
  readonly foreign?: { readonly people: readonly string[]; readonly total: number };
  /** What was decided of members that only the application has. */
  readonly decided?: 'keep' | 'remove';
  readonly which?: readonly { readonly remoteId: string; readonly name: string }[];
  /** What is to be decided could not be read. */
  readonly unread?: string;
}
