import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { zipSync } from 'fflate';
import { startExtensionHost, type ExtensionHost } from '../../occ/extension-host/start.ts';
import { startOccSandbox, type OccSandbox } from '../../occ/start.ts';

const MANIFEST = {
  name: 'sample',
  version: '1.0.0',
  main: './lib/index.js',
  publicUrls: ['/ccstorex/custom/pay/v1/Payments'],
  authenticatedUrls: [
    '/ccstorex/custom/pay/v1/report',
    { url: '/ccstorex/custom/pay/v1/orders', method: ['get'] },
  ],
};

/** Tells what the host gives to an extension. */
const APP = `
const express = require('express');
const nconf = require('nconf');
require('body-parser');
const app = express();
app.use((req, res) => {
  res.locals.logger.info('seen', { url: req.url });
  global.occ.logger.warning('again');
  res.json({
    url: req.url,
    body: req.body,
    rawBody: typeof req.rawBody === 'string' ? 'string:' + req.rawBody : 'buffer:' + req.rawBody.toString('hex'),
    admin: nconf.get('atg.server.admin.url'),
    store: nconf.get('atg.server.url'),
    key: nconf.get('atg.application.credentials:atg.application.token'),
    colour: process.env.COLOUR,
    secret: process.env.PAYMENTS_SECRET_KEY,
  });
});
module.exports = app;
`;

const FILES = { 'package.json': JSON.stringify(MANIFEST), 'lib/index.js': APP };

describe('the host of an extension', () => {
  let folder: string;
  let occ: OccSandbox;
  let host: ExtensionHost | undefined;
  let log: string[];

  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'extension-'));
    occ = await startOccSandbox({ secrets: { webhook: 'a2V5' }, environment: { COLOUR: 'blue' } });
    log = [];
  });
  afterEach(async () => {
    await host?.close();
    host = undefined;
    await occ.close();
    rmSync(folder, { recursive: true });
  });

  const zip = (files: Record<string, string | Uint8Array>): string => {
    const file = path.join(folder, 'extension.zip');
    const entries = Object.entries(files).map(([name, content]) => [name, Buffer.from(content)]);
    writeFileSync(file, zipSync(Object.fromEntries(entries) as Record<string, Buffer>, { level: 0 }));
    return file;
  };
  const start = async (files: Record<string, string | Uint8Array> = FILES, options = {}): Promise<string> => {
    host = await startExtensionHost({
      extension: zip(files),
      occUrl: occ.url,
      writeLog: (line) => log.push(line),
      ...options,
    });
    return host.url;
  };
  const refusal = (files: Record<string, string | Uint8Array>): Promise<string> =>
    start(files).then(
      () => 'started',
      (error: unknown) => (error as Error).message,
    );
  const tokenOf = async (root: string, username: string, password: string): Promise<string> => {
    const body = new URLSearchParams({ grant_type: 'password', username, password });
    const response = await fetch(`${occ.url}/${root}/v1/login`, { method: 'POST', body });
    return ((await response.json()) as { access_token: string }).access_token;
  };

  it('gives the app its bodies, OCC’s addresses, its variables and a logger', async () => {
    const url = await start();
    const response = await fetch(`${url}/ccstorex/custom/pay/v1/Payments?x=1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "a":\t1 }',
    });
    expect(await response.json()).to.deep.equal({
      url: '/pay/v1/Payments?x=1',
      body: { a: 1 },
      rawBody: `buffer:${Buffer.from('{ "a":\t1 }').toString('hex')}`,
      admin: occ.url,
      store: occ.url,
      key: 'sandbox-application-key',
      colour: 'blue',
      secret: 'a2V5',
    });
    const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines[0]).to.include({ level: 'info', message: 'seen', url: '/pay/v1/Payments?x=1' });
    expect(lines[1]).to.include({ level: 'warning', message: 'again' });
  });

  it('can give the raw body as text, and keeps the bytes of a form', async () => {
    const url = await start(FILES, { rawBody: 'string' });
    const form = { method: 'POST', body: new URLSearchParams({ TransactionId: 'a b' }) };
    const response = await fetch(`${url}/ccstorex/custom/pay/v1/Payments`, form);
    expect(await response.json()).to.deep.include({
      body: { TransactionId: 'a b' },
      rawBody: 'string:TransactionId=a+b',
    });
  });

  it('gives the app an empty object as body where a request has none, as OCC’s servers do', async () => {
    const url = await start();
    for (const method of ['GET', 'DELETE', 'POST']) {
      const response = await fetch(`${url}/ccstorex/custom/pay/v1/Payments`, { method });
      expect(await response.json(), method).to.deep.include({ body: {}, rawBody: 'buffer:' });
    }
  });

  it('hands a variable that OCC holds as a list, a number or a boolean to the app as text', async () => {
    const authorization = `Bearer ${await tokenOf('ccadmin', 'admin@example.com', 'admin')}`;
    const variables = `${occ.url}/ccadmin/v1/extensionEnvironmentVariables`;
    const put = (method: string, path: string, body: object): Promise<Response> =>
      fetch(variables + path, {
        method,
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    const created = await put('POST', '', { name: 'ORIGINS', value: ['https://a.test', 'https://b.test'] });
    expect([created.status, await created.json()]).to.have.nested.property(
      '[1].value',
      'https://a.test,https://b.test',
    );
    const { items } = (await (await fetch(variables, { headers: { authorization } })).json()) as {
      items: { id: string; name: string }[];
    };
    const colour = items.find(({ name }) => name === 'COLOUR');
    expect((await put('PUT', `/${colour?.id ?? ''}`, { value: ['red', 2, true] })).status).to.equal(200);
    const answer = await fetch(`${await start()}/ccstorex/custom/pay/v1/Payments`);
    expect(await answer.json()).to.include({ colour: 'red,2,true' });
  });

  it('puts the environment back and removes what it unpacked when it stops', async () => {
    const hosts = (): string[] =>
      readdirSync(os.tmpdir()).filter((name) => name.startsWith('occ-extension-host-'));
    const before = hosts();
    await start();
    expect(hosts()).to.have.length(before.length + 1);
    await host?.close();
    host = undefined;
    expect(hosts()).to.deep.equal(before);
    expect(process.env['COLOUR']).to.equal(undefined);
  });

  describe('at its door', () => {
    const send = (url: string, path: string, method = 'GET', headers = {}): Promise<number> =>
      new Promise((resolve, reject) => {
        const { hostname, port } = new URL(url);
        const req = request({ hostname, port, path, method, headers }, (res) => {
          res.resume();
          resolve(res.statusCode ?? 0);
        });
        req.on('error', reject).end();
      });

    const listed = '/ccstorex/custom/pay/v1/Payments';
    for (const spelling of [
      listed.toLowerCase(),
      `${listed}/`,
      `/${listed}`,
      listed.replace('/v1', '//v1'),
      listed.replace('/v1', '/v1/x/..'),
      listed.replace('/v1', '/./v1'),
      listed.replace('Payments', '%50ayments'),
      listed.replace('/v1/', '/v1%2F'),
      `${listed};a=1`,
      `${listed}%00`,
      `${listed}\\`,
      '/ccstorex/custom/pay/v1/other',
      '/ccstorex/custom',
      '/',
    ]) {
      it(`has no ${spelling}`, async () => {
        expect(await send(await start(), spelling)).to.equal(404);
        expect(log).to.be.empty;
      });
    }

    it('lets the listed spelling in, for every method', async () => {
      const url = await start();
      for (const method of ['GET', 'POST', 'OPTIONS']) expect(await send(url, listed, method)).to.equal(200);
    });

    it('asks for a token that OCC knows where the package says so', async () => {
      const url = await start();
      const report = '/ccstorex/custom/pay/v1/report';
      expect(await send(url, report)).to.equal(401);
      expect(await send(url, report, 'GET', { authorization: 'Bearer made-up' })).to.equal(401);
      expect(log).to.be.empty;
      const admin = await tokenOf('ccadmin', 'admin@example.com', 'admin');
      const shopper = await tokenOf('ccstore', 'shopper@example.com', 'shopper');
      const headers = [
        { authorization: `Bearer ${admin}` },
        { 'x-occ-authentication': admin },
        { authorization: `Bearer ${shopper}` },
      ];
      for (const each of headers) expect(await send(url, report, 'GET', each)).to.equal(200);
    });

    it('minds the methods of an authenticated path', async () => {
      const url = await start();
      const authorization = `Bearer ${await tokenOf('ccadmin', 'admin@example.com', 'admin')}`;
      const orders = '/ccstorex/custom/pay/v1/orders';
      expect(await send(url, orders, 'GET', { authorization })).to.equal(200);
      expect(await send(url, orders, 'POST', { authorization })).to.equal(405);
    });

    const bodies: readonly [string, number, RequestInit, string?][] = [
      [
        'half a JSON',
        400,
        { headers: { 'content-type': 'application/json' }, body: '{"a":' },
        'The body is not valid JSON.',
      ],
      [
        'more than a megabyte',
        413,
        { headers: { 'content-type': 'application/json' }, body: `"${'x'.repeat(1_100_000)}"` },
        'The body is too large.',
      ],
      ['plain text', 415, { headers: { 'content-type': 'text/plain' }, body: '{}' }],
      ['a file', 415, { body: new FormData() }],
    ];
    for (const [name, status, init, message] of bodies) {
      it(`answers ${status} to ${name}`, async () => {
        const response = await fetch(`${await start()}${listed}`, { method: 'POST', ...init });
        expect(response.status).to.equal(status);
        expect(await response.json()).to.include({
          status: String(status),
          ...(message === undefined ? {} : { message }),
        });
        expect(log).to.be.empty;
      });
    }
  });

  describe('refuses a package', () => {
    const manifest = (change: Record<string, unknown>): Record<string, string> => ({
      ...FILES,
      'package.json': JSON.stringify({ ...MANIFEST, ...change }),
    });
    const packages: readonly [string, Record<string, string | Uint8Array>, RegExp][] = [
      ['above 25 MB', { ...FILES, 'big.txt': new Uint8Array(25 * 1024 * 1024) }, /more than 26214400/],
      ['with a file that OCC does not take', { ...FILES, 'lib/index.js.map': '{}' }, /lib\/index\.js\.map/],
      ['with a native module', { ...FILES, 'node_modules/a/a.node': '' }, /a\.node/],
      ['that leads out of its folder', { ...FILES, '../../evil.js': '' }, /leads out/],
      ['without package.json', { 'lib/index.js': APP }, /no package\.json/],
      ['without main', manifest({ main: undefined }), /main/],
      ['whose main is missing', manifest({ main: 'lib/other.js' }), /lib\/other\.js, which is missing/],
      ['with a public path outside of its prefix', manifest({ publicUrls: ['/pay'] }), /publicUrls/],
      ['that exports no app', { ...FILES, 'lib/index.js': 'module.exports = {}' }, /no Express app/],
      [
        'that needs a package which it does not bring',
        { ...FILES, 'lib/index.js': "require('undici')" },
        /undici/,
      ],
    ];
    for (const [name, files, why] of packages) {
      it(name, async () => {
        expect(await refusal(files)).to.match(why);
      });
    }
  });

  it('runs an unpacked folder as well', async () => {
    const unpacked = path.join(folder, 'unpacked');
    mkdirSync(path.join(unpacked, 'lib'), { recursive: true });
    for (const [name, content] of Object.entries(FILES)) writeFileSync(path.join(unpacked, name), content);
    host = await startExtensionHost({
      extension: unpacked,
      occUrl: occ.url,
      writeLog: (line) => log.push(line),
    });
    expect((await fetch(`${host.url}/ccstorex/custom/pay/v1/Payments`)).status).to.equal(200);
  });

  it('says so when OCC does not take its application key', async () => {
    const started = startExtensionHost({ extension: zip(FILES), occUrl: occ.url, applicationKey: 'wrong' });
    expect(await started.catch((error: unknown) => (error as Error).message)).to.match(
      /refuses the application key/,
    );
  });
});
