import type { Language } from '../../src/core/languages';
import type { Words } from '../../src/words/catalog';

/** A sentence for the page after a form: what happened, and what will happen next. */
export interface FlashMessage {
  readonly kind: 'ok' | 'warn' | 'bad';
  readonly title: string;
  readonly text?: string;
  readonly link?: { readonly href: string; readonly label: string };
}

/** What the frame around every page shows. */
export interface Chrome {
  readonly organisation: string;
  readonly version: string;
  /** Goes into every form; see `CsrfField`. */
  readonly csrfToken: string;
  /** Address of the organisation's logo. */
  readonly logo?: string;
  /** What the organisation says on the page to sign in. */
  readonly signInNote?: string;
  /** This installation is a copy that sends nothing: said on every page of the Administrator Portal. */
  readonly sendsNothing?: true;
  /** Milliseconds since the epoch; relative times count from it. */
  readonly now: number;
  /** Path of the page. */
  readonly path: string;
  readonly person?: {
    readonly name: string;
    readonly isAdmin: boolean;
    /** Tells whether the person may use an address of the Administrator Portal; absent, everything is offered. */
    readonly opens?: (method: 'GET' | 'POST', path: string) => boolean;
    /** The line on a page that the person may look at and not change. */
    readonly readingNote?: string;
  };
  /** The language of the reader, and what pages say in it. Admin pages are English whatever it is. */
  readonly language: Language;
  readonly words: Words;
  readonly flash?: FlashMessage;
  /** The look the person chose; absent follows the system. */
  readonly theme?: 'light' | 'dark';
}
