import { expect } from 'chai';
import { UPLOAD_RULES, brokenUploadRules } from '../../src/package/upload-rules.ts';

const FILES = ['package.json', 'index.js', 'config/app.prod.json', 'certs/shop.p12.txt'];
const broken = (names: readonly string[], bytes = 1000): readonly string[] =>
  brokenUploadRules(names, bytes, UPLOAD_RULES.extension);

describe('OCC’s rules for an upload', () => {
  it('are kept by what the packages hold', () => {
    expect(broken(FILES)).to.deep.equal([]);
  });

  for (const name of ['native.node', 'index.mjs', 'index.js.map', 'key.p12', 'types.d.ts', 'Makefile'])
    it(`refuse ${name}, by its ending`, () => {
      expect(broken([...FILES, name])).to.have.length(1);
      expect(broken([...FILES, name])[0]).to.contain(`${name} has another ending`);
    });

  for (const name of ['../up.js', '/etc/x.js', 'a\\b.js', 'a b.js', 'ü.json', 'a//b.js', '.hidden/x.js'])
    it(`refuse ${name}, by its name`, () => {
      expect(broken([...FILES, name])).to.have.length(1);
      expect(broken([...FILES, name])[0]).to.contain(`${name} is a name`);
    });

  it('refuse two names that are one file on some machines', () => {
    expect(broken([...FILES, 'Index.js'])).to.deep.equal([
      'index.js and Index.js are one file on some machines',
    ]);
  });

  it('refuse a zip of more than 25 MB, and one without what OCC reads first', () => {
    expect(broken(FILES, 25 * 1024 * 1024)).to.deep.equal([]);
    expect(broken(FILES, 25 * 1024 * 1024 + 1)[0]).to.contain('26214401 bytes');
    expect(broken(['index.js'])).to.have.length(1);
    expect(brokenUploadRules(['ext.json'], 1, UPLOAD_RULES.widget)).to.have.length(2);
    expect(brokenUploadRules(['ext.json'], 1, UPLOAD_RULES.gateway)).to.have.length(2);
  });
});
