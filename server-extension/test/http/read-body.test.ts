import { Readable } from 'node:stream';
import { expect } from 'chai';
import { Problem } from '../../src/domain/problem.ts';
import { readForm, readJson, readJsonBytes } from '../../src/http/read-body.ts';
import type { Request } from '../../src/http/route.ts';

const FORM = 'application/x-www-form-urlencoded';

/** A request whose host has read the body, as text or parsed. */
function request(type: string | undefined, rawBody: unknown, more: object = {}): Request {
  const headers = type === undefined ? {} : { 'content-type': type };
  return Object.assign(Readable.from([]), { headers, rawBody, ...more }) as unknown as Request;
}

async function codeOf(read: Promise<unknown>): Promise<unknown> {
  return read.catch((error: unknown) => (error instanceof Problem ? error.code : error));
}

describe('A body of JSON', () => {
  for (const type of [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json ;charset=utf-8',
    'application/json  ',
  ])
    it(`is read as ${JSON.stringify(type)}`, async () => {
      const { bytes, json } = await readJson(request(type, '{"a": 1}'));
      expect(String(bytes)).to.equal('{"a": 1}');
      expect(json).to.deep.equal({ a: 1 });
    });

  for (const type of [undefined, '', 'text/plain', 'application/jsonp', 'x-application/json', FORM])
    it(`is not read as ${String(type)}`, async () => {
      expect(await codeOf(readJsonBytes(request(type, '{}')))).to.equal('unsupported-media-type');
    });

  it('is malformed where it is no JSON', async () => {
    expect(await codeOf(readJson(request('application/json', '{')))).to.equal('malformed-request');
  });
});

describe('A form', () => {
  const fields = async (req: Request): Promise<object> => Object.fromEntries(await readForm(req));

  for (const type of [
    FORM,
    FORM.toUpperCase(),
    `${FORM}; charset=utf-8`,
    `${FORM} ;charset=utf-8`,
    `${FORM}  `,
  ])
    it(`is read as ${JSON.stringify(type)}`, async () => {
      expect(await fields(request(type, 'a=1&b=two+words'))).to.deep.equal({ a: '1', b: 'two words' });
    });

  for (const type of [undefined, '', 'application/json', `${FORM}x`, `x${FORM}`])
    it(`is not read as ${String(type)}`, async () => {
      expect(await codeOf(readForm(request(type, 'a=1')))).to.equal('unsupported-media-type');
    });

  it('has a field that comes twice as it came first', async () => {
    expect(await fields(request(FORM, 'a=first&b=2&a=second'))).to.deep.equal({ a: 'first', b: '2' });
  });

  it('may have 16 KB, and not one byte more', async () => {
    const most = 16 * 1024;
    expect(await fields(request(FORM, `a=${'x'.repeat(most - 2)}`))).to.have.property('a');
    expect(await codeOf(readForm(request(FORM, `a=${'x'.repeat(most - 1)}`)))).to.equal('body-too-large');
  });

  it('is taken as the host has parsed it where it has kept no bytes, its texts alone', async () => {
    const body = { a: '1', list: ['2'], number: 3 };
    expect(await fields(request(FORM, undefined, { body }))).to.deep.equal({ a: '1' });
  });

  it('is taken from the bytes where the host has kept them too', async () => {
    expect(await fields(request(FORM, 'a=sent', { body: { a: 'parsed' } }))).to.deep.equal({ a: 'sent' });
  });

  it('is empty where there is none', async () => {
    expect(await fields(request(FORM, undefined, { body: {} }))).to.deep.equal({});
    expect(await fields(request(FORM, undefined, { body: null }))).to.deep.equal({});
  });
});
