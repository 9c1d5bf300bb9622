import { createUser } from '../../../src/actions/users/create';
import type { Application } from '../../../src/core/application';
import { profileOf } from '../../support/passo';
import { wordsOf } from '../browser-session';
import { readForm } from '../read-form';
import { startSsoBench, tab, type SsoBench } from '../sso-bench';

let bench: SsoBench;

beforeAll(async () => {
  bench = await startSsoBench();
});
afterAll(() => bench.passo.stop());

describe('attributes', () => {
  test('attributes are added, changed and stored (M-049)', async () => {
    const application = await bench.add('custom-saml');
    const added = await bench.post(application, bench.values(), 'add-attribute');
    const fields = readForm(added.text, tab(application));
    const place = Object.keys(fields).filter((name) => /^attribute\.\d+\.name$/.test(name)).length - 1;
    const row = { [`attribute.${place}.name`]: 'team', [`attribute.${place}.from`]: 'department' };
    await bench.browser.send(tab(application), { ...fields, ...row, action: 'save' });
    expect((await bench.stored(application)).sso?.attributes.at(-1)).toEqual({
      name: 'team',
      from: 'department',
      jit: false,
      enabled: true,
    });
  });

  test('a new attribute without a name is refused', async () => {
    const application = await bench.add('custom-saml');
    const added = await bench.post(application, bench.values(), 'add-attribute');
    const response = await bench.browser.send(tab(application), {
      ...readForm(added.text, tab(application)),
      action: 'save',
    });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('Every attribute needs a name.');
    expect(response.text).toContain('id="f-attributes"');
  });

  const jit = async (): Promise<Application> => {
    const application = await bench.add('blogin');
    if (application.sso?.attributes.some((attribute) => attribute.jit) !== true)
      throw new Error('BlogIn has JIT attributes.');
    return application;
  };

  test('attributes needed to create accounts are there and switched on, their names locked (M-069, M-070, M-071)', async () => {
    const application = await jit();
    const html = await bench.browser.open(tab(application));
    for (const [place, attribute] of (application.sso?.attributes ?? []).entries()) {
      expect(html).toMatch(new RegExp(`name="attribute\\.${place}\\.name"[^>]*${attribute.jit ? 'readonly' : ''}`));
      expect(html).toMatch(new RegExp(`name="attribute\\.${place}\\.enabled" checked`));
    }
    expect(html).not.toContain('value="remove-attribute:0"');
  });

  test('a form that renames or removes a locked attribute changes nothing about it (M-071)', async () => {
    const application = await jit();
    const before = application.sso?.attributes.filter((attribute) => attribute.jit).map((attribute) => attribute.name);
    const removed = await bench.post(
      application,
      { 'acs.0.url': 'https://b.example/acs', spEntityId: 'https://b.example/sp' },
      'remove-attribute:0',
    );
    expect(readForm(removed.text, tab(application))['attribute.0.name']).toBe(before?.[0]);
    await bench.post(application, { ...bench.values(), 'attribute.0.name': 'stolen' });
    const after = (await bench.stored(application)).sso?.attributes
      .filter((attribute) => attribute.jit)
      .map((attribute) => attribute.name);
    expect(after).toEqual(before);
  });

  test('source and constant of a locked attribute can be changed, and it can be switched off (M-072, M-073)', async () => {
    const application = await jit();
    const fields = { ...(await bench.fieldsOf(application)), ...bench.values() };
    const sent: Record<string, string | string[]> = {
      ...fields,
      'attribute.0.from': 'employeeIdentifier',
      'attribute.0.constant': 'fixed',
      action: 'save',
    };
    delete sent['attribute.0.enabled'];
    expect((await bench.browser.send(tab(application), sent)).status).toBe(303);
    expect((await bench.stored(application)).sso?.attributes[0]).toMatchObject({
      from: 'employeeIdentifier',
      constant: 'fixed',
      enabled: false,
      jit: true,
    });
  });

  test('the preview shows a person’s values, also of settings that are not saved, and escapes them', async () => {
    const application = await bench.add('custom-saml');
    const { user } = await createUser(
      bench.passo.context,
      bench.actor,
      profileOf(`noor${bench.round()}`, { department: '<i>Ops</i>' }),
      'link',
    );
    const fields = {
      ...bench.values(),
      'attribute.0.name': 'team',
      'attribute.0.from': 'department',
      'attribute.0.enabled': 'on',
      person: user.id,
    };
    const { text, status } = await bench.post(application, fields, 'preview');
    expect(status).toBe(200);
    expect(text).toContain('<bdi>&lt;i>Ops&lt;/i></bdi>');
    expect(text).toContain(`<bdi>${user.email}</bdi>`);
    expect(await bench.stored(application)).toEqual(application);
    expect(await bench.browser.open(`${tab(application)}?person=${user.id}`)).toContain(`value="${user.id}" selected`);
    await bench.browser.open(`${tab(application)}?person=${'0'.repeat(26)}`);
  });
});

describe('switching SSO', () => {
  const ready = async (): Promise<Application> => {
    const application = await bench.add('custom-saml');
    await bench.post(application, bench.values());
    return bench.stored(application);
  };

  test('Deactivate SSO stands at the bottom, asks for save, and until then SSO stays active (M-057, A-35)', async () => {
    const application = await ready();
    const asked = await bench.post(application, {}, 'deactivate');
    const words = wordsOf(asked.text);
    expect(words).toContain('SSO is still active. Choose save to deactivate it');
    expect(words).toContain('Without save nothing changes.');
    expect((await bench.stored(application)).ssoState).toBe('active');
    expect(wordsOf(await bench.browser.open(tab(application)))).not.toContain('SSO is still active');
    const done = await bench.browser.sendAndFollow(tab(application), {
      ...readForm(asked.text, tab(application)),
      action: 'save',
    });
    expect(wordsOf(done)).toContain('was deactivated');
    expect((await bench.stored(application)).ssoState).toBe('inactive');
  });

  test('Keep SSO active takes the question back', async () => {
    const application = await ready();
    const asked = await bench.post(application, {}, 'deactivate');
    const kept = await bench.browser.send(tab(application), {
      ...readForm(asked.text, tab(application)),
      action: 'keep',
    });
    await bench.browser.send(tab(application), { ...readForm(kept.text, tab(application)), action: 'save' });
    expect((await bench.stored(application)).ssoState).toBe('active');
  });

  test('Activate SSO brings it back; saving alone does not', async () => {
    const application = await ready();
    await bench.post(application, { pending: 'deactivate' });
    await bench.post(application, {});
    expect((await bench.stored(application)).ssoState).toBe('inactive');
    await bench.post(application, {}, 'activate');
    expect((await bench.stored(application)).ssoState).toBe('active');
  });

  test('a write without the token of the session is refused', async () => {
    const application = await ready();
    await bench.browser.agent
      .post(tab(application))
      .type('form')
      .send('action=deactivate&pending=deactivate')
      .expect(403);
    expect((await bench.stored(application)).ssoState).toBe('active');
  });
});
