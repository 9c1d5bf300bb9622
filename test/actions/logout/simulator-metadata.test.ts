import { addApplication } from '../../../src/actions/applications/add';
import { applySpMetadata } from '../../../src/actions/applications/sp-metadata';
import { getApplication } from '../../../src/store/applications';
import { startSp } from '../../support/integration';
import { addAdmin, startPasso } from '../../support/passo';

/** The demo adds its applications by their metadata, so logout works there without a further step. */
test('the metadata of a simulated application brings its logout address and its certificate', async () => {
  const [passo, sp] = [await startPasso(), await startSp()];
  try {
    const { actor } = await addAdmin(passo.context);
    const added = await addApplication(passo.context, actor, {
      ...{ connectorId: 'custom-saml', label: 'Atlas', showInPortal: true, variables: {} },
    });
    const metadata = await fetch(sp.metadataUrl);
    await applySpMetadata(passo.context, actor, added.id, Buffer.from(await metadata.arrayBuffer()));
    const { sso } = await getApplication(passo.context.db, added.id);
    expect(sso?.slo).toEqual(
      expect.arrayContaining([
        { binding: 'redirect', url: sp.sloUrl },
        { binding: 'post', url: sp.sloUrl },
      ]),
    );
    expect(sso?.spCertificates).toHaveLength(1);
  } finally {
    await sp.stop();
    await passo.stop();
  }
});
