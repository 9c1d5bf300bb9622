import type { GroupId } from './ids';

/** A user group. Groups give people access to applications. */
export interface Group {
  readonly id: GroupId;
  readonly name: string;
  readonly description?: string;
  /** Its members are asked for a second factor. */
  readonly secondFactor: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}
