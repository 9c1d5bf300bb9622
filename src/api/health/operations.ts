import { z } from 'zod';
import { checkHealth, worstOf } from '../../actions/health/check';
import { PACKAGE } from '../../config/package';
import { operation, type Operation } from '../operation';

const state = z.enum(['ok', 'warn', 'bad']);

const healthSchema = z
  .object({
    version: z.string(),
    state: state.meta({ description: 'The worst of the checks.' }),
    checks: z.array(
      z.object({
        id: z.string(),
        title: z.string(),
        state,
        sentence: z.string().meta({ description: 'What was found.' }),
        fix: z.string().nullable().meta({ description: 'What to do; null when nothing is.' }),
      }),
    ),
  })
  .meta({
    id: 'Health',
    example: {
      version: '1.0.0',
      state: 'ok',
      checks: [{ id: 'clock', title: 'Clock', state: 'ok', sentence: 'The clock is right.', fix: null }],
    },
  });

const readHealth = operation({
  id: 'readHealth',
  method: 'get',
  path: '/health',
  tag: 'Health',
  summary: 'Read whether this installation is well',
  description:
    'The checks of the Health page. Each answer looks anew. Load balancers and monitors ask `/livez` and `/readyz`, which need no key.',
  scope: 'settings:read',
  answers: { 200: healthSchema },
  async run({ deps }) {
    const checks = await checkHealth(deps);
    const shown = checks.map(({ id, title, state: found, sentence, fix }) => ({
      ...{ id, title, sentence },
      state: found,
      fix: fix ?? null,
    }));
    return { status: 200, body: { version: PACKAGE.version, state: worstOf(checks), checks: shown } };
  },
});

/** Whether this installation is well. */
export const healthOperations: readonly Operation[] = [readHealth];
