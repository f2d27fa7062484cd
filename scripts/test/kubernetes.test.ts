import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { Deployment } from 'kubernetes-models/apps/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';
import { parseAllDocuments } from 'yaml';
import { readConfig } from '../../server-extension/src/config/config.ts';
import { listSettings } from '../../server-extension/src/config/settings.ts';
import { paymentMethods } from '../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../server-extension/src/routes/routes.ts';
import { inRepository } from '../src/program/repository.ts';

type Manifest = Readonly<Record<string, unknown>> & { readonly kind: string };

/** Kubernetes' own schemas, by kind: each throws where a manifest does not fit. */
const validators: Readonly<Record<string, (manifest: never) => void>> = {
  Deployment: (manifest) => {
    new Deployment(manifest).validate();
  },
  Service: (manifest) => {
    new Service(manifest).validate();
  },
  PodDisruptionBudget: (manifest) => {
    new PodDisruptionBudget(manifest).validate();
  },
};

const text = readFileSync(inRepository('deploy', 'kubernetes', 'extension.yaml'), 'utf8');
const manifests = parseAllDocuments(text).map((document) => document.toJS() as Manifest);

function validate(manifest: Manifest): void {
  const validator = validators[manifest.kind];
  if (validator === undefined) throw new Error(`No schema for ${manifest.kind}: add it to this test.`);
  validator(manifest as never);
}

/** A copy of the manifests with one text replaced by another. */
function changed(from: string, to: string): readonly Manifest[] {
  expect(text).to.include(from);
  return parseAllDocuments(text.replace(from, to)).map((document) => document.toJS() as Manifest);
}

const deployment = manifests.find(({ kind }) => kind === 'Deployment') as unknown as {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly terminationGracePeriodSeconds: number;
        readonly containers: readonly {
          readonly env: readonly { readonly name: string; readonly value?: string }[];
          readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
          readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
          readonly [probe: string]: unknown;
        }[];
      };
    };
  };
};

describe('The manifests for Kubernetes', () => {
  it('fit the schemas', () => {
    expect(manifests.map(({ kind }) => kind)).to.deep.equal(['Deployment', 'Service', 'PodDisruptionBudget']);
    for (const manifest of manifests) validate(manifest);
  });

  for (const [what, from, to] of [
    ['a number where a text has to be', "value: '9464'", 'value: 9464'],
    ['a port beyond all ports', 'containerPort: 8082', 'containerPort: not-a-number'],
    [
      'a probe without an address',
      'httpGet: { path: /ccstorex/custom/isv-payment/v2/ready, port: http }',
      'httpGet: {}',
    ],
    ['a name that Kubernetes does not have', 'minAvailable: 1', 'minAvailable: [1]'],
    [
      'a selector that is missing',
      '  selector:\n    matchLabels: { app.kubernetes.io/name: occ-cybersource }\n  strategy',
      '  strategy',
    ],
  ] as const)
    it(`would not fit with ${what}`, () => {
      expect(() => {
        for (const manifest of changed(from, to)) validate(manifest);
      }).to.throw();
    });

  it('set variables that the extension reads, and values that it takes', () => {
    const [container] = deployment.spec.template.spec.containers;
    const env = container?.env ?? [];
    const known = new Set([
      ...listSettings().map(({ variable }) => variable),
      'NODE_ENV',
      'EXTENSION_HOST',
      'EXTENSION_PORT',
    ]);
    for (const { name } of env) expect(known, name).to.include(name);
    const environment = Object.fromEntries(env.map(({ name, value }) => [name, value]));
    const secrets = /\(([A-Z_, \n#]+)\)/.exec(text)?.[1]?.match(/[A-Z][A-Z_]+/g) ?? [];
    expect(secrets).to.include('JOURNAL');
    for (const name of secrets) expect(known, name).to.include(name);
    const config = readConfig({
      environment: {
        ...environment,
        JOURNAL: 'postgres://payments@database.example/payments',
        ATG_APPLICATION_TOKEN: 'a-token-of-the-tenant',
        PAYMENTS_SECRET_KEY: Buffer.from('0123456789abcdef0123456789abcdef').toString('base64'),
        CRYPTO_SERVICE_KEY: '0123456789abcdef0123456789abcdef',
        MONITORING_TOKEN: '0123456789abcdef',
      },
      version: '2.0.0',
      isStandalone: true,
    });
    expect(config.monitoring.metrics?.port).to.equal(
      container?.ports.find(({ name }) => name === 'metrics')?.containerPort,
    );
    // Payments under way have OCC's whole deadline, and the journal five seconds, after the pause of preStop.
    expect(deployment.spec.template.spec.terminationGracePeriodSeconds).to.be.at.least(
      config.deadlines.occ / 1000 + 5 + (container?.lifecycle.preStop.sleep.seconds ?? Infinity),
    );
  });

  it('start the image of this version, as the builder names it', () => {
    const { version } = JSON.parse(readFileSync(inRepository('package.json'), 'utf8')) as { version: string };
    const builder = readFileSync(inRepository('deploy', 'container', 'build.sh'), 'utf8');
    expect(text).to.include(`image: occ-cybersource:${version}`);
    expect(builder).to.include(`name=\${1:-occ-cybersource:${version}}`);
  });

  it('probe routes that exist, and stay available while pods are replaced', () => {
    const paths = new Set(
      declareRoutes(paymentMethods).map(({ path }) => `/ccstorex/custom/isv-payment/v2${path}`),
    );
    const [container] = deployment.spec.template.spec.containers;
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect(paths).to.include(
        (container![probe] as { readonly httpGet: { readonly path: string } }).httpGet.path,
      );
    const budget = manifests.find(({ kind }) => kind === 'PodDisruptionBudget') as unknown as {
      readonly spec: { readonly minAvailable: number; readonly selector: { readonly matchLabels: object } };
    };
    expect(budget.spec.minAvailable).to.be.lessThan(deployment.spec.replicas);
    expect(deployment.spec.template.metadata.labels).to.include(budget.spec.selector.matchLabels);
  });
});
