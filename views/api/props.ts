import type { Chrome } from '../layout/chrome';

/** A field of a body or an answer; fields of objects inside stand behind it with their whole path. */
export interface ApiField {
  readonly name: string;
  /** In words: "text", "list of Group". */
  readonly type: string;
  /** The schema it shows, where that is described once for all. */
  readonly schema?: string;
  readonly required: boolean;
  readonly text?: string;
}

/** A parameter of an address, or a header. */
export interface ApiParameter extends ApiField {
  readonly place: 'path' | 'query' | 'header';
}

/** What comes back with one status. */
export interface ApiAnswer {
  readonly status: string;
  readonly text: string;
  readonly mediaType?: string;
  /** The schema of the whole answer, where it has a name. */
  readonly schema?: string;
  readonly fields: readonly ApiField[];
}

/** One operation as the page shows it. */
export interface ApiOperation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly paragraphs: readonly string[];
  readonly parameters: readonly ApiParameter[];
  readonly body?: { readonly required: boolean; readonly fields: readonly ApiField[] };
  readonly answers: readonly ApiAnswer[];
  /** Statuses of refusals, in one line. */
  readonly refusals: string;
}

/** Operations of one kind: a page of their own. */
export interface ApiSection {
  readonly slug: string;
  readonly title: string;
  readonly operations: readonly ApiOperation[];
}

/** A schema that stands in several answers. */
export interface ApiSchema {
  readonly name: string;
  readonly fields: readonly ApiField[];
}

/** A page of the API, for the list at the side. */
export type ApiContents = Pick<ApiSection, 'slug' | 'title'>;

/** What the first page of the API shows. */
export interface ApiReferenceProps {
  readonly chrome: Chrome;
  readonly baseUrl: string;
  readonly contents: readonly ApiContents[];
  readonly sections: readonly ApiSection[];
  readonly scopes: readonly { readonly name: string; readonly words: string }[];
  readonly problems: readonly { readonly type: string; readonly status: number; readonly title: string }[];
}

/** The first page about the API. */
export const DOCS = '/api/docs';
/** The page of the schemas. */
export const SCHEMAS: ApiContents = { slug: 'schemas', title: 'Schemas' };

/** The address of a page about the API. */
export function sectionHref(slug: string): string {
  return `${DOCS}/${slug}`;
}
