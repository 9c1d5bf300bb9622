import { z } from 'zod';
import { PACKAGE } from '../../config/package';
import { API_SCOPES } from '../../core/api-keys/scopes';
import { USER_ROLES } from '../../core/roles';
import { moment, momentOrNull, operation, type Operation } from '../operation';

const readKey = operation({
  id: 'readKey',
  method: 'get',
  path: '/key',
  tag: 'This key',
  summary: 'Read what this key may do',
  description: 'The first call: it tells that the key works, and for what.',
  scope: null,
  answers: {
    200: z.object({
      name: z.string().meta({ example: 'nightly' }),
      prefix: z.string().meta({ example: 'passo_3kTz9Q' }),
      scopes: z.array(z.enum(API_SCOPES)).meta({ description: 'As they were given.' }),
      allowed: z.array(z.enum(API_SCOPES)).meta({
        description:
          'What of them works now, by the role of the person who made the key; reading is listed with writing.',
      }),
      role: z.enum(USER_ROLES).meta({ description: 'The role that requests act with.' }),
      expiresAt: moment.nullable(),
      version: z.string().meta({ description: 'The version of Passo.', example: '1.0.0' }),
    }),
  },
  run({ allows, key: { key, scopes, role } }) {
    const allowed = API_SCOPES.filter((scope) => allows(scope));
    return Promise.resolve({
      status: 200 as const,
      body: {
        name: key.name,
        prefix: key.prefix,
        scopes: [...scopes],
        allowed,
        role,
        expiresAt: momentOrNull(key.expiresAt),
        version: PACKAGE.version,
      },
    });
  },
});

/** What a key can learn of itself. */
export const keyOperations: readonly Operation[] = [readKey];
