import { createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import vm from 'node:vm';
import { expect } from 'chai';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../../server-extension/src/routes/routes.ts';
import { API, type RunningApp, startApp } from '../../../server-extension/test/builders/app.ts';
import { adminToken, type Occ, startOcc } from '../../../server-extension/test/builders/occ.ts';
import { webhookKey } from '../../../server-extension/test/builders/webhook.ts';
import { inRepository } from '../../src/program/repository.ts';

interface Header {
  readonly key: string;
  readonly value: string;
  readonly disabled?: boolean;
}

interface Item {
  readonly name: string;
  readonly event?: readonly { readonly script: { readonly exec: readonly string[] } }[];
  readonly request: {
    readonly method: string;
    readonly header: readonly Header[];
    readonly auth: { readonly type: string; readonly bearer?: readonly { readonly value: string }[] };
    readonly url: { readonly raw: string; readonly query: readonly Header[] };
    readonly body?: { readonly raw?: string; readonly urlencoded?: readonly Header[] };
  };
}

interface Collection {
  readonly variable: readonly { readonly key: string; readonly value: string }[];
  readonly item: readonly { readonly name: string; readonly item: readonly Item[] }[];
}

const collection = JSON.parse(
  await readFile(inRepository('docs', 'clients', 'postman-collection.json'), 'utf8'),
) as Collection;
const items = collection.item.flatMap(({ item }) => item);

describe('The Postman collection', () => {
  let occ: Occ;
  let app: RunningApp;

  beforeEach(async () => {
    occ = startOcc();
    app = await startApp();
  });
  afterEach(async () => {
    await app.close();
    occ.stop();
  });

  it('has every operation of the API, in a folder for each kind of caller', () => {
    const named = new Set(items.map(({ request }) => `${request.method} ${request.url.raw.split('/v2')[1]}`));
    const declared = declareRoutes(paymentMethods).map(
      ({ method, path }) => `${method.toUpperCase()} ${path}`,
    );
    expect([...named]).to.have.members(declared);
    expect(collection.item.map(({ name }) => name)).to.include.members([
      'OCC',
      'Storefront',
      'OMS',
      'Operations',
    ]);
  });

  it('uses only variables that it declares', () => {
    const declared = collection.variable.map(({ key }) => key);
    const used = [...JSON.stringify(collection.item).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    expect(used.length).to.be.greaterThan(20);
    for (const name of used) expect(declared).to.include(name);
  });

  for (const item of items)
    it(`is taken by the extension: ${item.name}`, async () => {
      const { status, body } = await send(item, app.url);
      // What the example is about may be unknown or switched off; the address, the method and the type of the body are not.
      expect(String(body['message'])).to.not.match(/^There is no such address/);
      expect([405, 415], JSON.stringify(body)).to.not.include(status);
      // The signature is accepted; the seal in the example is none of ours.
      if (item.name === 'POST /payments') expect(body).to.include({ code: 'seal-invalid' });
    });
});

async function send(
  { request, event = [] }: Item,
  store: string,
): Promise<{ readonly status: number; readonly body: Readonly<Record<string, unknown>> }> {
  const values: Readonly<Record<string, string>> = {
    store,
    adminToken,
    shopperToken: 'a-shopper',
    webhookSecret: webhookKey,
    site: 'siteUS',
    channel: 'storefront',
  };
  const filled = (text: string): string =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => values[name] ?? '');
  const headers = new Headers(
    request.header.filter(({ disabled }) => disabled !== true).map(({ key, value }) => [key, filled(value)]),
  );
  const [token] = request.auth.bearer ?? [];
  if (token !== undefined) headers.set('authorization', `Bearer ${filled(token.value)}`);
  const raw =
    request.body?.raw ??
    new URLSearchParams(
      (request.body?.urlencoded ?? []).map(({ key, value }): [string, string] => [key, value]),
    ).toString();
  // The webhook of the example is of last January; a delivery of today is what OCC sends.
  const body = raw.replace(
    /"transactionTimestamp": "[^"]+"/,
    `"transactionTimestamp": "${new Date().toISOString()}"`,
  );
  for (const { script } of event) sign(script.exec.join('\n'), body, values, headers);
  const url = new URL(filled(request.url.raw));
  for (const { key, disabled } of request.url.query)
    if (disabled !== true) url.searchParams.set(key, 'o30446');
  const response = await fetch(url, {
    method: request.method,
    headers,
    ...(request.method !== 'GET' && { body }),
  });
  expect(url.pathname.startsWith(API)).to.equal(true);
  const text = await response.text();
  return {
    status: response.status,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}

/** Runs the script of a request as Postman does, with what of CryptoJS and `pm` it uses. */
function sign(script: string, raw: string, values: Readonly<Record<string, string>>, headers: Headers): void {
  vm.runInNewContext(script, {
    CryptoJS: {
      enc: {
        Base64: {
          parse: (text: string) => Buffer.from(text, 'base64'),
          stringify: (bytes: Buffer) => bytes.toString('base64'),
        },
      },
      HmacSHA512: (text: string, key: Buffer) => createHmac('sha512', key).update(text).digest(),
    },
    pm: {
      collectionVariables: { get: (name: string) => values[name] },
      request: {
        body: { raw },
        headers: {
          upsert: ({ key, value }: Header) => {
            headers.set(key, value);
          },
        },
      },
    },
  });
}
