import { expect } from 'chai';
import { reasonNotSent } from '../../../src/telemetry/alerts/messages/reason-not-sent.ts';

const SECRET = 'https://hooks.example/a-secret-path';

describe('Why a message about alerts was not sent', () => {
  for (const [what, error, reason] of [
    [
      'the code of the network',
      Object.assign(new TypeError(SECRET), { code: 'ECONNREFUSED' }),
      'ECONNREFUSED',
    ],
    [
      'the code behind it',
      new TypeError('fetch failed', { cause: Object.assign(new Error(SECRET), { code: 'ENOTFOUND' }) }),
      'ENOTFOUND',
    ],
    [
      'the codes of the e-mail server',
      Object.assign(new Error(`530 ${SECRET}`), { code: 'EAUTH', responseCode: 530 }),
      'EAUTH 530',
    ],
    ['that there was no answer in time', new DOMException(SECRET, 'TimeoutError'), 'no answer in time'],
    ['our own words', new Error('the time is up'), 'the time is up'],
    ['the name of another error, whose message may quote the address', new TypeError(SECRET), 'TypeError'],
    ['a code that is none', Object.assign(new RangeError(SECRET), { code: { a: 1 } }), 'RangeError'],
    ['nothing, where it was no error', SECRET, 'not known'],
    ['nothing of a cause that is no error', new TypeError(SECRET, { cause: { code: 'X' } }), 'TypeError'],
  ] as const)
    it(`is ${what}`, () => {
      expect(reasonNotSent(error)).to.equal(reason);
    });
});
