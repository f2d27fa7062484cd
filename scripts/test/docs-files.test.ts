import { expect } from 'chai';
import { withTable } from '../src/generated/docs-files.ts';
import { markdownTable } from '../src/generated/tables/markdown.ts';

describe('tables in the guides', () => {
  const text = 'before\n\n<!-- table: one -->\n\nold\n\n<!-- end of table -->\n\nafter\n';

  it('replace only what stands in their place', () => {
    expect(withTable(text, 'one', 'new')).to.equal(text.replace('old', 'new'));
  });

  it('fail when the guide has no place for them', () => {
    expect(() => withTable(text, 'two', 'new')).to.throw('no place for the table “two”');
  });

  it('keep a cell in one cell, whatever it holds', () => {
    const [, , row] = markdownTable(['a', 'b'], [['x|y', 'two\nlines']]).split('\n');
    expect(row).to.equal('| x\\|y | two lines |');
  });
});
