import type { GroupId } from './ids';

/** A user group. Groups give people access to applications. */
export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
