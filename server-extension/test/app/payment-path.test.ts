import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { problemCodes } from '../../src/domain/problem.ts';
import { API } from '../builders/app.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { type IssuedKey, typedCard } from '../builders/card-fields.ts';
import { billTo as address } from '../cybersource/fixtures/shop.ts';

const SOURCES = new URL('../../src/', import.meta.url).href;
const GUIDE = new URL('../../../docs/developers.md', import.meta.url);

/** A file of the extension and the function in it, as `http/dispatch.ts handle`. */
type Frame = string;

/** The frames of a stack trace that are the extension's own, outermost first. */
function framesOf(stack: string): readonly Frame[] {
  return stack
    .split('\n')
    .flatMap((line) => {
      const [, name, url] = /^ {4}at (?:async )?(?:Object\.)?(\S+) \((file:.*):\d+:\d+\)$/.exec(line) ?? [];
      return url?.startsWith(SOURCES) === true ? [`${url.slice(SOURCES.length)} ${name}`] : [];
    })
    .reverse();
}

/** Lines of the trace in our sources that name no function. */
function anonymousIn(stack: string): readonly string[] {
  return stack.split('\n').filter((line) => line.includes(SOURCES) && !line.includes('('));
}

/** The rows of the guide's table of the path: stage, file, functions, what ends a payment. */
async function drawn(): Promise<readonly (readonly string[])[]> {
  const lines = (await readFile(GUIDE, 'utf8')).split('\n');
  const start = lines.findIndex((line) => /^\| Stage\s+\| File/.test(line));
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
const codesIn = (cell = ''): readonly string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

describe('The path of a payment', function () {
  this.timeout(60_000);
  let machine: BetweenSandboxes;
  let stacks: string[];
  const limit = Error.stackTraceLimit;

  const onRequest = (message: unknown): void => {
    const { path } = (message as { readonly request: { readonly path: string } }).request;
    if (path.startsWith('/pts/v2/payments')) stacks.push(new Error('on its way').stack ?? '');
  };

  before(async () => {
    machine = await startBetweenSandboxes();
    Error.stackTraceLimit = 100;
    // undici says so inside the transport's call, before the first byte.
    subscribe('undici:request:create', onRequest);
  });
  beforeEach(() => {
    stacks = [];
  });
  after(async () => {
    unsubscribe('undici:request:create', onRequest);
    Error.stackTraceLimit = limit;
    await machine.close();
  });

  it('is the one that the guide draws, frame by frame', async () => {
    await buy();
    expect(stacks).to.have.length(1);
    const rows = await drawn();
    const frames = rows.flatMap(([, file, functions]) =>
      codesIn(functions).map((name) => `${codesIn(file)[0]} ${name}`),
    );
    expect(framesOf(stacks[0]!)).to.deep.equal(frames);
    // The one left without a name is the executor of the promise around the call itself.
    expect(anonymousIn(stacks[0]!)).to.have.length(1);
  });

  it('is the same for a capture from where it is executed', async () => {
    const rows = await drawn();
    const { id, gatewayId } = await buy();
    stacks = [];
    const captured = await post('/capture', await adminHeaders(), {
      merchantReferenceNumber: id,
      transactionId: gatewayId,
      currency: 'USD',
      amount: '000000000100',
    });
    expect(captured).to.include({ responseCode: '11000' });
    const expected = rows
      .filter(([stage]) => stage !== 'route')
      .flatMap(([, file, functions]) => codesIn(functions).map((name) => `${codesIn(file)[0]} ${name}`))
      .map((frame) => frame.replace(/ authorize$/, ' followOn'));
    const frames = framesOf(stacks[0] ?? '');
    expect(frames.slice(frames.findIndex((frame) => frame.startsWith('assembly/')))).to.deep.equal(expected);
  });

  it('has stages in the order of the guide, which end a payment with problems and outcomes that exist', async () => {
    const rows = await drawn();
    expect([...new Set(rows.map(([stage]) => stage))]).to.deep.equal([
      'route',
      'execute',
      'attempt',
      'gateway',
      'client',
      'transport',
    ]);
    const named = rows.flatMap(([, , , ends]) => codesIn(ends));
    const outcomes = ['refused', 'not-sent', 'unknown'];
    expect(
      named.filter((code) => !outcomes.includes(code) && !problemCodes.some((known) => known === code)),
    ).to.deep.equal([]);
  });

  async function post(path: string, headers: Record<string, string>, body: object): Promise<object> {
    const response = await fetch(`${machine.occ.url}${path.startsWith('/cc') ? '' : API}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-ccsite': 'siteUS',
        channel: 'storefront',
        ...headers,
      },
      body: JSON.stringify(body),
    });
    return (await response.json()) as object;
  }

  async function adminHeaders(): Promise<Record<string, string>> {
    const body = new URLSearchParams({
      grant_type: 'password',
      username: 'admin@example.com',
      password: 'admin',
    });
    const answer = await fetch(`${machine.occ.url}/ccadmin/v1/login`, { method: 'POST', body });
    const { access_token: token } = (await answer.json()) as { readonly access_token: string };
    return { authorization: `Bearer ${token}`, 'x-ccasset-channel': 'storefront' };
  }

  async function buy(): Promise<{ readonly id: string; readonly gatewayId: string }> {
    const { url } = machine.occ;
    const key = (await post('/keys', {}, { targetOrigin: url })) as IssuedKey;
    const properties = await typedCard(machine.cybersource.url, key, '4111111111111111');
    const listed = await fetch(`${url}/ccstore/v1/products`, { headers: { 'x-ccsite': 'siteUS' } });
    const { items } = (await listed.json()) as { readonly items: readonly { readonly id: string }[] };
    const carried = Object.entries(properties).map(([name, value]) => [
      name,
      value.replaceAll('=', '~W!C@O#n'),
    ]);
    const { id } = (await post(
      '/ccstore/v1/orders',
      {},
      {
        op: 'complete',
        shoppingCart: { items: [{ productId: items[0]?.id, quantity: 1 }] },
        shippingAddress: address,
        billingAddress: address,
        email: address.email,
        payments: [
          {
            type: 'card',
            cardType: 'visa',
            nameOnCard: 'Ada Lovelace',
            cardNumber: '411111xxxxxx1111',
            expiryMonth: '12',
            expiryYear: '2031',
            customProperties: Object.fromEntries(carried) as Record<string, string>,
          },
        ],
      },
    )) as { readonly id: string };
    const journal = await fetch(`${url}${API}/operations/journal?orderId=${id}`, {
      headers: { ...(await adminHeaders()), 'x-ccsite': 'siteUS' },
    });
    const [authorization] = (await journal.json()) as readonly { readonly gatewayId: string }[];
    return { id, gatewayId: authorization?.gatewayId ?? '' };
  }
});
