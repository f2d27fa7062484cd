import { expect } from 'chai';
import type { CardFieldsState } from '../../src/methods/card/fields/card-fields.ts';
import {
  createHostedCardFields,
  type HostedCardFields,
} from '../../src/methods/card/microform/hosted-card-fields.ts';
import { toTokenProblem } from '../../src/methods/card/microform/token-problem.ts';
import { fakeSession, type FakeSession } from '../fakes/microform.ts';

const MINUTE = 60_000;
const VISA = { brandedName: 'Visa', securityCode: { length: 3 } };
const MAESTRO = { brandedName: 'Maestro', securityCode: { length: 3 } };

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Hosted card fields', () => {
  let now: number;
  let timers: { callback: () => void; ms: number; off: boolean }[];
  let sessions: FakeSession[];
  let refuse: false | Error;
  let submitted: number;
  let fields: HostedCardFields<string>;
  let state: CardFieldsState;

  beforeEach(() => {
    now = 0;
    timers = [];
    sessions = [];
    refuse = false;
    submitted = 0;
    fields = createHostedCardFields<string>({
      names: ['number', 'securityCode'],
      createSession: async () => {
        if (refuse) throw refuse;
        sessions.push(fakeSession(now + 15 * MINUTE));
        return sessions.at(-1)!;
      },
      now: () => now,
      schedule: (callback, ms) => {
        const timer = { callback, ms, off: false };
        timers.push(timer);
        return () => {
          timer.off = true;
        };
      },
      submit: () => (submitted += 1),
    });
    fields.watch((next) => {
      state = next;
    });
  });

  const session = (): FakeSession => sessions.at(-1)!;

  async function loadBoth(): Promise<void> {
    await settle();
    session().fields.number.emit('load');
    session().fields.securityCode.emit('load');
    await settle();
  }

  it('pass on what the browser fills in of the expiry date, month and year as they come', async () => {
    const filled: object[] = [];
    fields.watchAutofill((expiry) => filled.push(expiry));
    fields.place('number', 'n');
    fields.place('securityCode', 's');
    fields.open();
    await loadBoth();
    session().fields.number.emit('autocomplete', { expirationMonth: '12', expirationYear: '2031' });
    session().fields.number.emit('autocomplete', { expirationYear: '2032' });
    session().fields.number.emit('autocomplete', {});
    expect(filled).to.deep.equal([{ month: '12', year: '2031' }, { year: '2032' }, {}]);
  });

  it('give up after twenty seconds without a field, and are renewed a minute before their end', async () => {
    fields.place('number', 'n');
    fields.place('securityCode', 's');
    fields.open();
    await settle();
    expect(timers.map(({ ms }) => ms)).to.deep.equal([20_000, 20_000]);
    session().fields.number.emit('load');
    session().fields.securityCode.emit('load');
    await settle();
    expect(timers.map(({ off }) => off)).to.deep.equal([true, true, false]);
    expect(timers[2]?.ms).to.equal(14 * MINUTE);
  });

  async function openBoth(): Promise<() => void> {
    fields.open();
    fields.place('number', 'n');
    const takeBack = fields.place('securityCode', 'c');
    await loadBoth();
    return takeBack;
  }

  function type(): void {
    session().fields.number.emit('change', { empty: false, valid: true, card: [VISA] });
    session().fields.securityCode.emit('change', { empty: false, valid: true });
  }

  const problemOf = async (attempt: Promise<unknown>): Promise<unknown> =>
    attempt.then(
      () => 'no problem',
      (problem: unknown) => (problem as { text: unknown }).text,
    );

  it('open when the page has appeared and both have a place, whichever comes first', async () => {
    fields.place('number', 'n');
    fields.place('securityCode', 'c');
    await settle();
    expect(sessions).to.have.length(0);
    fields.open();
    expect(state.phase).to.equal('opening');
    await loadBoth();
    expect(state.phase).to.equal('open');
    expect(session().fields.number.log).to.deep.equal(['load n']);
    expect(session().fields.securityCode.log).to.deep.equal(['load c']);
  });

  it('say what the shopper has typed, never the digits', async () => {
    await openBoth();
    type();
    session().fields.number.emit('blur');
    expect(state.number).to.deep.equal({ empty: false, valid: true, left: true });
    expect(state.securityCode).to.deep.equal({ empty: false, valid: true, left: false });
    expect(state.brand).to.deep.equal({ label: 'Visa', securityCodeLength: 3 });
  });

  it('place the order when the shopper presses Enter in one of them', async () => {
    await openBoth();
    session().fields.number.emit('inputSubmitRequest');
    session().fields.securityCode.emit('inputSubmitRequest');
    expect(submitted).to.equal(2);
  });

  it('say whether no answer came or the shop is at fault, and open again in both cases', async () => {
    for (const [name, phase] of [
      ['Error', 'unavailable'],
      ['ShopFault', 'shopFault'],
    ] as const) {
      refuse = Object.assign(new Error('no capture context'), { name });
      fields.place('number', 'n');
      fields.place('securityCode', 'c');
      fields.open();
      await settle();
      expect(state.phase).to.equal(phase);
      refuse = false;
      fields.open();
      await loadBoth();
      expect(state.phase).to.equal('open');
      fields.close();
    }
  });

  it('name no brand while two are possible', async () => {
    await openBoth();
    session().fields.number.emit('change', { empty: false, valid: false, card: [VISA, MAESTRO] });
    expect(state.brand).to.equal(undefined);
  });

  it('hand out a token together with the sealed context it was made in', async () => {
    await openBoth();
    expect(await fields.tokenize({ month: '12', year: '2029' })).to.deep.equal({
      transientToken: 'token',
      sealed: session().sealed,
    });
    expect(session().asked).to.deep.equal([{ expirationMonth: '12', expirationYear: '2029' }]);
  });

  it('get a new capture context a minute before theirs ends, and say that what was typed is gone', async () => {
    await openBoth();
    type();
    const renewal = timers.filter(({ off }) => !off);
    expect(renewal.map(({ ms }) => ms)).to.deep.equal([14 * MINUTE]);
    now = 14 * MINUTE;
    renewal[0]!.callback();
    await loadBoth();
    expect(sessions).to.have.length(2);
    expect(sessions[0]!.fields.number.log).to.include('dispose');
    expect(state).to.include({ phase: 'open', cleared: true });
    type();
    expect(state.cleared).to.equal(false);
  });

  it('are renewed silently while nothing is typed', async () => {
    await openBoth();
    timers.find(({ off }) => !off)!.callback();
    await loadBoth();
    expect(state.cleared).to.equal(false);
  });

  for (const reason of [
    'CAPTURE_CONTEXT_EXPIRED',
    'CREATE_TOKEN_CAPTURE_CONTEXT_USED_TOO_MANY_TIMES',
    'CREATE_TOKEN_CAPTURE_CONTEXT_NOT_FOUND',
  ]) {
    it(`are replaced when a token is refused because of ${reason}`, async () => {
      await openBoth();
      type();
      session().answer = [{ reason }, ''];
      expect(await problemOf(fields.tokenize({ month: '12', year: '2029' }))).to.equal('fieldsCleared');
      await loadBoth();
      expect(sessions).to.have.length(2);
      expect(state.cleared).to.equal(true);
      expect((await fields.tokenize({ month: '12', year: '2029' })).sealed).to.equal(sessions[1]!.sealed);
    });
  }

  it('are replaced without a call when the timer slept through the end of the context', async () => {
    await openBoth();
    now = 15 * MINUTE;
    expect(await problemOf(fields.tokenize({ month: '12', year: '2029' }))).to.equal('fieldsCleared');
    expect(sessions[0]!.asked).to.deep.equal([]);
  });

  it('stay as they are when the card is wrong or the provider is silent', async () => {
    await openBoth();
    session().answer = [{ reason: 'CREATE_TOKEN_VALIDATION_FIELDS' }, ''];
    expect(await problemOf(fields.tokenize({ month: '12', year: '2029' }))).to.equal('checkFields');
    session().answer = [{ reason: 'CREATE_TOKEN_TIMEOUT' }, ''];
    expect(await problemOf(fields.tokenize({ month: '12', year: '2029' }))).to.equal('notCharged');
    expect(toTokenProblem('A_REASON_OF_NEXT_YEAR').text).to.equal('notCharged');
    expect(sessions).to.have.length(1);
  });

  it('refuse to make a token before they are open', async () => {
    expect(await problemOf(fields.tokenize({ month: '12', year: '2029' }))).to.equal('notCharged');
  });

  it('are unavailable when there is no capture context, and open on the next try', async () => {
    refuse = new Error('offline');
    fields.open();
    fields.place('number', 'n');
    fields.place('securityCode', 'c');
    await settle();
    expect(state.phase).to.equal('unavailable');
    refuse = false;
    fields.open();
    await loadBoth();
    expect(state.phase).to.equal('open');
  });

  it('are unavailable when a frame reports an error or never loads', async () => {
    fields.open();
    fields.place('number', 'n');
    fields.place('securityCode', 'c');
    await settle();
    session().fields.number.emit('error', { reason: 'FIELD_LOAD_ERROR' });
    await settle();
    expect(state.phase).to.equal('unavailable');

    fields.open();
    await settle();
    timers
      .filter(({ off }) => !off)
      .at(-1)!
      .callback();
    await settle();
    expect(state.phase).to.equal('unavailable');
  });

  it('take their frames away and forget everything when the page goes', async () => {
    await openBoth();
    type();
    fields.close();
    expect(session().fields.number.log).to.include('dispose');
    expect(state).to.deep.include({ phase: 'closed', number: { empty: true, valid: false, left: false } });
    expect(timers.every(({ off }) => off)).to.equal(true);
  });

  it('drop a session that arrives after the page has gone', async () => {
    fields.place('number', 'n');
    fields.place('securityCode', 'c');
    fields.open();
    fields.close();
    await settle();
    expect(session().fields.number.log).to.deep.equal([]);
    expect(state.phase).to.equal('closed');
  });

  it('drop a session that arrives after the next one was asked for', async () => {
    fields.place('number', 'n');
    fields.place('securityCode', 'c');
    fields.open();
    fields.place('number', 'n2');
    await settle();
    expect(sessions).to.have.length(2);
    expect(sessions[0]?.fields.number.log).to.deep.equal([]);
    expect(sessions[1]?.fields.number.log).to.deep.equal(['load n2']);
  });

  it('close with the element they are in, and open again in a new one', async () => {
    const takeBack = await openBoth();
    takeBack();
    expect(session().fields.securityCode.log).to.include('dispose');
    fields.place('securityCode', 'c2');
    await loadBoth();
    expect(session().fields.securityCode.log).to.deep.equal(['load c2']);
  });

  it('stay when an element leaves that they have left before', async () => {
    const takeBack = await openBoth();
    fields.place('securityCode', 'c2');
    await loadBoth();
    takeBack();
    expect(session().fields.securityCode.log).to.deep.equal(['load c2']);
  });

  it('are not renewed once more by a refusal of the context before', async () => {
    await openBoth();
    let refuseToken: () => void = () => undefined;
    sessions[0]!.microform.createToken = (_options, done) => {
      refuseToken = () => {
        done({ reason: 'CAPTURE_CONTEXT_EXPIRED' }, '');
      };
    };
    const attempt = problemOf(fields.tokenize({ month: '12', year: '2029' }));
    timers.find(({ off }) => !off)!.callback();
    await loadBoth();
    refuseToken();
    expect(await attempt).to.equal('fieldsCleared');
    expect(sessions).to.have.length(2);
  });
});
