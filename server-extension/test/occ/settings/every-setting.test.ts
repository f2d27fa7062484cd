import { expect } from 'chai';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { settings } from '../../../../gateway-settings/settings.ts';

const ROOT = path.resolve(import.meta.dirname, '../../../..');

/** Where something is read: by its id, as the argument of a call or in the shape of an answer. */
const isReadIn = (code: string, id: string): boolean =>
  code.includes(`('${id}'`) || code.includes(`${id}: z.`);

describe('Every gateway setting', () => {
  it('is read by the extension or the widget: none of them is without effect', async () => {
    const code = (
      await Promise.all([
        codeIn('server-extension/src'),
        codeIn('widget/src'),
        // A rule that the extension shares with the command line.
        codeIn('gateway-settings/rules', 'signs-with-key-file.ts'),
      ])
    ).join('');
    const unread = settings.filter(
      ({ id, type }) =>
        type !== 'sectionTitleType' &&
        // OCC itself reads it: whether its webhook carries the order.
        id !== 'includeOrderInWebhookPayload' &&
        !isReadIn(code, id),
    );
    expect(unread.map(({ id }) => id)).to.deep.equal([]);
    expect(isReadIn(code, 'applePayNoSuchSetting')).to.equal(false);
  });
});

async function codeIn(folder: string, ending = '.ts'): Promise<string> {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true });
  const files = entries.filter((name) => name.endsWith(ending));
  const texts = await Promise.all(files.map((name) => readFile(path.join(ROOT, folder, name), 'utf8')));
  return texts.join('').replaceAll(/\(\s+'/g, "('");
}
