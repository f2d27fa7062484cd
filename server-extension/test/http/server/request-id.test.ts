import { expect } from 'chai';
import { toSafeText } from '../../../src/telemetry/log/masking.ts';
import { newRequestId } from '../../../src/http/server/request-id.ts';

describe('The id of a request', () => {
  it('is never one that the log would mask as a card number', () => {
    const drawn = ['0e379163-8471-491e-9fee-7f1971e37127', '3f2b6a52-8f4e-4d57-9c0b-2f6f4c7b5a10'];
    expect(toSafeText(drawn[0] ?? '', 'us')).to.include('***');
    expect(newRequestId(() => drawn.shift() ?? expect.fail('drawn too often'))).to.equal(
      '3f2b6a52-8f4e-4d57-9c0b-2f6f4c7b5a10',
    );
  });

  it('is another one each time', () => {
    expect(newRequestId()).not.to.equal(newRequestId());
  });
});
