import * as initial from './001-initial';

/** Every migration, in order. A migration that has been released is frozen: add the next number. */
export const MIGRATIONS = [{ name: '001-initial', ...initial }] as const;
