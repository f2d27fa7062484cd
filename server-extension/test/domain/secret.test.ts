import { inspect } from 'node:util';
import { expect } from 'chai';
import { Secret } from '../../src/domain/secret.ts';

describe('a secret', () => {
  const secret = new Secret('canary');

  it('shows itself only when asked to reveal', () => {
    expect(secret.reveal()).to.equal('canary');
    const shown = [
      String(secret),
      JSON.stringify({ secret }),
      inspect({ secret }),
      inspect(secret, { showHidden: true }),
    ];
    expect(shown.join()).not.to.contain('canary');
  });
});
