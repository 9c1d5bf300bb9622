import { z } from 'zod';
import type { AccessEffect } from '../../../actions/applications/access';
import { AppError } from '../../../core/errors';

/** The name of the chapter in the documents. */
export const ACCESS = 'Access to applications';

/** How many people a change of access adds and removes. */
export const effectSchema = z
  .object({
    adds: z.int().meta({ description: 'People who get access.' }),
    removes: z.int().meta({ description: 'People who lose access.' }),
  })
  .meta({ id: 'AccessEffect', example: { adds: 12, removes: 0 } });

/** The same, before it is done. */
export const previewSchema = effectSchema.extend({
  staged: z.string().nullable().meta({
    description: 'The limit of safe removal that is passed: deactivations would wait for an admin. Null otherwise.',
  }),
});

/** How many people may lose access by one request. */
export const mayRemove = z.number().int().min(0).meta({
  description: 'How many people may lose access by this at most. When it would be more, nothing is changed: 409.',
  example: 0,
});
/** The same in an address. */
export const mayRemoveQuery = z.coerce.number('Say how many people may lose access at most.').pipe(mayRemove);

/** Refuses an effect that takes access from more people. @throws AppError conflict */
export function notMoreThan(most: number): (effect: AccessEffect) => void {
  return ({ removes }) => {
    if (removes <= most) return;
    const people = removes === 1 ? '1 person loses' : `${removes} people lose`;
    throw new AppError('conflict', `By this ${people} access, and mayRemove is ${most}. Nothing was changed.`);
  };
}
