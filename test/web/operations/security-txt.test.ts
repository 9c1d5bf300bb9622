import supertest from 'supertest';
import { buildApp } from '../../../src/app';
import { addAdmin, startPasso } from '../../support/passo';

test('security.txt has a contact and an end within a year (RFC 9116), when somebody is named', async () => {
  const passo = await startPasso({ env: { securityContact: 'security@fernhill.example' } });
  const { text, headers } = await supertest(buildApp(passo.context)).get('/.well-known/security.txt').expect(200);
  expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(text).toMatch(/^Contact: mailto:security@fernhill\.example\n/);
  expect(text).toContain(`Canonical: ${passo.context.config.baseUrl}/.well-known/security.txt\n`);
  const ends = Date.parse(/^Expires: (.+)$/m.exec(text)?.[1] ?? '');
  expect(ends).toBeGreaterThan(Date.now() + 30 * 86_400_000);
  expect(ends).toBeLessThan(Date.now() + 365 * 86_400_000);
  await passo.stop();
});

test('without a contact there is none; the page to change a password is there all the same', async () => {
  const passo = await startPasso();
  await addAdmin(passo.context);
  const app = supertest(buildApp(passo.context));
  await app.get('/.well-known/security.txt').expect(404);
  const { headers } = await app.get('/.well-known/change-password').expect(303);
  expect(headers['location']).toBe('/security');
  await passo.stop();
});
