import type { Request } from 'express';
import { queryText } from '../forms';

const MOST = 200;

/** What somebody searches for: the first 200 characters, without control characters, which databases refuse. */
export function searchText(request: Request, name = 'q'): string {
  return queryText(request, name)
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MOST)
    .trim();
}
