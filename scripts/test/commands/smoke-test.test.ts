import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import type { DeploymentTask } from '../../src/administration/deployment/deployment-task.ts';
import { smokeTest } from '../../src/administration/deployment/smoke-test.ts';

describe('The smoke test of a deployment', () => {
  let server: Server;
  let url: string;
  let answers: Record<string, readonly [number, object]>;
  let asked: string[];

  before(async () => {
    server = createServer((req, res) => {
      const path = (req.url ?? '').replace(/^.*\/v2/, '');
      asked.push(`${path} ${String(req.headers['x-ccsite'] ?? '')}`.trim());
      const [status, body] = answers[path] ?? [404, {}];
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(() => {
    asked = [];
    answers = {
      '/health': [200, {}],
      '/ready': [200, { reasons: [] }],
      '/paymentMethods': [200, { paymentMethods: [{ type: 'card' }] }],
    };
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const settings = [
    { site: 'siteUS', channel: 'storefront' as const, values: {} },
    { site: 'siteUS', channel: 'agent' as const, values: {} },
    { site: 'siteJP', channel: 'storefront' as const, values: {} },
  ];
  /** How it fails; the webhook is another test's. */
  const failure = async (written: typeof settings = settings): Promise<string | undefined> => {
    const task = {
      tenant: { name: 'test', extensionUrl: url },
      state: { webhooks: [] },
      settings: written,
    } as unknown as DeploymentTask;
    return smokeTest(task, true)
      .run()
      .then(
        () => undefined,
        (error: unknown) => (error as Error).message,
      );
  };

  it('asks what shoppers of each site are offered whose settings were written', async () => {
    expect(await failure()).to.equal(undefined);
    expect(asked).to.deep.equal(['/health', '/ready', '/paymentMethods siteUS', '/paymentMethods siteJP']);
    asked = [];
    expect(await failure([])).to.equal(undefined);
    expect(asked).to.deep.equal(['/health', '/ready']);
  });

  for (const [what, path, answer, words] of [
    ['does not run', '/health', [503, {}], '/health answers HTTP 503'],
    [
      'is not ready',
      '/ready',
      [503, { reasons: [{ code: 'journal', message: 'The journal is full.' }] }],
      'The journal is full.',
    ],
    ['refuses to say what it offers', '/paymentMethods', [503, {}], '/paymentMethods answers HTTP 503'],
    [
      'offers nothing',
      '/paymentMethods',
      [200, { paymentMethods: [] }],
      'Shoppers of site siteUS are offered no way to pay.',
    ],
  ] as const)
    it(`fails where the extension ${what}`, async () => {
      answers[path] = answer;
      expect(await failure()).to.contain(words);
    });
});
