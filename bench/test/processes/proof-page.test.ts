import { expect } from 'chai';
import { withSection } from '../../processes/findings/proof-page.ts';

const PAGE = '# Proof\n\nWhat it is.\n\n## First\n\nold\n\n## Second\n\nkept\n';

describe('the page of a proof', () => {
  it('gets a new table where the old one stood', () => {
    expect(withSection(PAGE, 'First', 'new')).to.equal(
      '# Proof\n\nWhat it is.\n\n## First\n\nnew\n\n## Second\n\nkept\n',
    );
  });

  it('gets a section that it did not have at its end', () => {
    expect(withSection('# Proof\n', 'First', 'new')).to.equal('# Proof\n\n## First\n\nnew\n');
  });
});
