/**
 * Makes the company that the benchmark runs against, in a data folder of its own: 10,000 people, 50 user groups, 500
 * applications. It uses the built product's own functions, so that the rows are those that the product writes.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const SIZE = { people: 10_000, groups: 50, applications: 500, groupsOfPerson: 3, groupsOfApplication: 3 };
/** Making a key pair takes long and nobody signs with those of the other applications, so a few serve them all. */
const SPARE_KEYS = 4;

/**
 * @param {object} options
 * @param {string} options.root the checkout, with `dist/` built
 * @param {string} options.folder an empty folder for the data
 * @param {string} options.baseUrl the address the product will have
 * @param {object} options.sp what the service provider of the ruler is: `entityId` and `acs`
 * @param {object} options.user what the ruler expects of the person: `email` and `attrs`
 * @param {'assertion' | 'both'} options.sign
 * @param {string} options.password the password of the person who signs on
 * @returns the file with the certificate that signs, as PEM
 */
export async function makeCompany({ root, folder, baseUrl, sp, user, sign, password }) {
  const load = createRequire(join(root, 'dist', 'src', 'main.js'));
  const { readConfig } = load('./config/config');
  const { buildContext } = load('./context');
  const env = { baseUrl, dataDir: folder, encryptionKeyFile: join(folder, 'encryption.key'), logLevel: 'warn' };
  const context = await buildContext(readConfig(env, root));
  try {
    return await fill({ load, context, folder, sp, user, sign, password });
  } finally {
    await context.destroy();
  }
}

async function fill({ load, context, folder, sp, user, sign, password }) {
  const { transact } = load('./store/tx');
  const { insertUser } = load('./store/users');
  const { addMembers, insertGroup } = load('./store/groups');
  const { insertApplication } = load('./store/applications');
  const { bindGroup } = load('./store/bindings');
  const { insertKeyPair, newKeyPair } = load('./actions/certificates/create');
  const { createFirstAdmin } = load('./actions/sessions/setup');
  const { activateUser } = load('./actions/users/activation-link');
  const { createUser } = load('./actions/users/create');
  const { SecretText } = load('./core/secret-text');
  const now = context.clock();
  const groups = Array.from({ length: SIZE.groups }, () => context.newId());
  const people = Array.from({ length: SIZE.people - 2 }, () => context.newId());
  const admin = await createFirstAdmin(context, {
    organisation: 'Bench',
    profile: { username: 'admin', email: 'admin@bench.local', addresses: [], phoneNumbers: [] },
    password: new SecretText(randomBytes(18).toString('base64url')),
  });
  const actor = { kind: 'admin', id: admin.id, name: admin.username };
  const made = await createUser(context, actor, profileOf(user), 'link');
  await activateUser(context, made.activationToken.reveal(), new SecretText(password));

  await transact(context.db, async (tx) => {
    for (const [place, id] of groups.entries()) await insertGroup(tx, { id, name: `Group ${place + 1}`, now });
  });
  // In pieces, so that the product’s own background work gets its turn at the one connection.
  for (let start = 0; start < people.length; start += 500) {
    await transact(context.db, async (tx) => {
      for (const [step, id] of people.slice(start, start + 500).entries()) {
        const username = `person${start + step}`;
        const profile = { ...profileOf(user), username, email: `${username}@bench.local` };
        await insertUser(tx, { id, profile, state: 'active', role: 'user', now });
      }
    });
  }
  const members = groups.map(() => []);
  for (const [place, id] of [made.user.id, ...people].entries()) {
    for (let step = 0; step < SIZE.groupsOfPerson; step += 1) members[(place * 7 + step * 11) % SIZE.groups].push(id);
  }
  for (const [place, id] of groups.entries()) {
    await transact(context.db, (tx) => addMembers(tx, id, members[place]));
  }

  const keys = [];
  for (let count = 0; count < SPARE_KEYS; count += 1) keys.push(await newKeyPair(context, 'Bench'));
  await transact(context.db, async (tx) => {
    for (let place = 0; place < SIZE.applications; place += 1) {
      const application = applicationOf({ id: context.newId(), place, now, sp, sign });
      await insertApplication(tx, application);
      for (let step = 0; step < SIZE.groupsOfApplication; step += 1) {
        await bindGroup(tx, application.id, groups[(place * 3 + step * 11) % SIZE.groups]);
      }
      await insertKeyPair(context, tx, actor, application, keys[place % SPARE_KEYS]);
    }
  });
  const certificate = join(folder, 'bench.crt');
  writeFileSync(certificate, keys[0].certificatePem);
  return certificate;
}

/** The ruler's person, in our words. */
function profileOf({ email, attrs }) {
  return {
    email,
    username: attrs.userName,
    firstname: attrs.firstname,
    lastname: attrs.lastname,
    displayName: attrs.displayName,
    jobTitle: attrs.title,
    department: attrs.department,
    employeeIdentifier: attrs.employeeNumber,
    timezone: attrs.timezone,
    addresses: [],
    phoneNumbers: [{ type: 'work', value: attrs.phone }],
  };
}

/** The first application is the one the ruler signs on to. */
function applicationOf({ id, place, now, sp, sign }) {
  const from = {
    ...{ userName: 'username', firstname: 'firstname', lastname: 'lastname', email: 'email', title: 'jobTitle' },
    ...{ department: 'department', displayName: 'displayName', employeeNumber: 'employeeIdentifier' },
    ...{ phone: 'workPhone', timezone: 'timezone' },
  };
  const entityId = place === 0 ? sp.entityId : `https://sp${place}.bench.local/saml/metadata`;
  const acs = place === 0 ? sp.acs : `https://sp${place}.bench.local/saml/acs`;
  return {
    id,
    connectorId: 'custom-saml',
    label: `Application ${place}`,
    slug: `bench-${place}`,
    hasImage: false,
    showInPortal: true,
    variables: {},
    ssoState: 'active',
    sso: {
      spEntityId: entityId,
      acs: [
        { url: acs, index: 0, isDefault: true },
        { url: `${acs}/second`, index: 1, isDefault: false },
      ],
      nameId: { format: 'email', from: 'email' },
      attributes: Object.entries(from).map(([name, property]) => ({ name, from: property, jit: false, enabled: true })),
      sign,
      requireSignedRequests: false,
      spCertificates: [],
    },
    idmState: 'inactive',
    idm: {},
    createdAt: now,
    updatedAt: now,
  };
}
