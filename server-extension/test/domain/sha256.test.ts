import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { sha256 } from '../../src/domain/sha256.ts';

const TEXTS = ['', 'abc', 'ü€😀', 'x'.repeat(100_000)];

describe('SHA-256', () => {
  it('is what Node computes in pieces, of texts in UTF-8 and of bytes', () => {
    for (const text of TEXTS)
      for (const encoding of ['hex', 'base64', 'base64url'] as const) {
        const expected = createHash('sha256').update(text).digest(encoding);
        expect(sha256(text, encoding)).to.equal(expected);
        expect(sha256(Buffer.from(text), encoding)).to.equal(expected);
      }
  });

  it('is the same where Node cannot do it in one go', () => {
    const module = JSON.stringify(new URL('../../src/domain/sha256.ts', import.meta.url).href);
    const program = `import crypto from 'node:crypto'; delete crypto.hash; const { sha256 } = await import(${module}); console.log(sha256('abc', 'hex'))`;
    const printed = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      encoding: 'utf8',
    });
    expect(printed.trim()).to.equal(sha256('abc', 'hex'));
  });
});
