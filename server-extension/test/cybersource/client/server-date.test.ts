import { expect } from 'chai';
import { compareTime } from '../../../src/cybersource/client/server-date.ts';
import type { SignedRequest, TransportResult } from '../../../src/cybersource/client/transport.ts';

const DATE = 'Fri, 20 Nov 2026 10:00:00 GMT';

function comparing(...replies: readonly TransportResult[]) {
  const asked: [request: SignedRequest, deadlineMs: number][] = [];
  const observed: (string | undefined)[] = [];
  const time = compareTime(
    {
      exchange: async (...call) => {
        asked.push(call);
        return replies[asked.length - 1] ?? expect.fail('one call too many');
      },
      close: async () => undefined,
    },
    (date) => {
      observed.push(date);
      return date === 'wrong until now';
    },
  );
  return { time, asked, observed };
}

const answered = (date?: string): TransportResult => ({
  kind: 'answered',
  status: 404,
  text: '',
  ...(date !== undefined && { date }),
});

describe('The time of CyberSource', () => {
  it('is asked of an open address before the first payment, and never again', async () => {
    const { time, asked, observed } = comparing(answered(DATE));
    await time.requireCompared('api.cybersource.com');
    await time.requireCompared('api.cybersource.com');
    expect(asked).to.deep.equal([
      [
        {
          method: 'GET',
          host: 'api.cybersource.com',
          path: '/flex/v2/public-keys/00',
          headers: { accept: 'application/json' },
          repeatable: true,
        },
        2_000,
      ],
    ]);
    expect(observed).to.deep.equal([DATE]);
  });

  it('is waited for', async () => {
    const observed: unknown[] = [];
    const time = compareTime(
      {
        exchange: async () => {
          await new Promise((resolve) => setTimeout(resolve, 20));
          return answered(DATE);
        },
        close: async () => undefined,
      },
      (date) => observed.push(date) > 1,
    );
    await time.requireCompared('h');
    expect(observed).to.deep.equal([DATE]);
  });

  it('is asked once for payments that begin side by side', async () => {
    const { time, asked } = comparing(answered(DATE));
    await Promise.all([time.requireCompared('h'), time.requireCompared('h')]);
    expect(asked).to.have.length(1);
  });

  it('is not asked once any response has told it', async () => {
    const { time, asked, observed } = comparing();
    expect(time.observe(DATE)).to.equal(false);
    expect(time.observe('wrong until now')).to.equal(true);
    await time.requireCompared('h');
    expect(asked).to.deep.equal([]);
    expect(observed).to.deep.equal([DATE, 'wrong until now']);
  });

  for (const [what, reply] of [
    ['nothing comes', { kind: 'silent', reached: 'no', cause: 'ECONNREFUSED' }],
    ['the answer has no date', answered()],
    ['the answer’s date is none', answered('today')],
  ] as const)
    it(`is asked again before the next payment where ${what}`, async () => {
      const { time, asked, observed } = comparing(reply, answered(DATE));
      await time.requireCompared('h');
      await time.requireCompared('h');
      await time.requireCompared('h');
      expect(asked).to.have.length(2);
      expect(observed).to.have.length(reply.kind === 'silent' ? 1 : 2);
    });
});
