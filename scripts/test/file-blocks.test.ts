import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';

const GUIDE = 'docs/developers.md';

/** A file that the guide shows: `<!-- file: path -->` and a block of code. */
const SHOWN = /<!-- file: (\S+) -->\n\n```ts\n([\s\S]*?)```/g;

/** The files of the examples: a payment method on the server and in the widget, a call to CyberSource. */
const FILES = [
  'server-extension/test/methods/invoice/invoice.ts',
  'server-extension/test/methods/invoice/settings.ts',
  'server-extension/test/methods/invoice/applicability.ts',
  'server-extension/test/methods/invoice/webhook.ts',
  'server-extension/test/methods/invoice/processing.ts',
  'server-extension/test/methods/invoice/methods.ts',
  'widget/test/methods/invoice/invoice.ts',
  'server-extension/test/guides/gateway-call/bin-lookup-api.d.ts',
  'server-extension/test/guides/gateway-call/bin-lookup.ts',
];

/** A test's file with its imports as the sources write them. */
function asInSources(text: string): string {
  return text.replaceAll("'../../../src/methods/", "'../").replaceAll("'../../../src/", "'../../");
}

describe('the guides to a new payment method and to a new call', () => {
  const guide = readFileSync(inRepository(GUIDE), 'utf8');
  const shown = new Map([...guide.matchAll(SHOWN)].map(([, file = '', code = '']) => [file, code]));

  it('shows the files of the test, each once', () => {
    expect([...shown.keys()]).to.deep.equal(FILES);
  });

  for (const file of FILES)
    it(`shows ${file} as it is`, async () => {
      expect(shown.get(file)).to.equal(asInSources(await readFile(inRepository(file), 'utf8')));
    });
});
