import { expect } from 'chai';
import type { StepUp } from '../src/payment/challenge.ts';
import { knockouts } from './fakes/knockouts.ts';
import { importWithTemplates } from './fakes/templates.ts';

/** As `ChallengeDialog`, without what a browser is needed for. */
interface Dialog {
  readonly stepUp: () => StepUp | undefined;
  readonly fillsScreen: () => boolean;
  readonly frameSize: () => object;
  readonly leaving: () => boolean;
  placeFrame(frame: object): () => void;
  id(name: string): string;
  leave(): void;
  stay(): void;
  cancel(): void;
  confirm(stepUp: StepUp): Promise<string>;
}

interface Deps {
  readonly ko: unknown;
  readonly text: (key: string) => string;
  readonly schedule: (callback: () => void, ms: number) => () => void;
  readonly openStepUp: (frame: unknown, stepUp: StepUp, done: (id: string) => void) => () => void;
}

const { createChallengeDialog } = await importWithTemplates<{
  readonly createChallengeDialog: (deps: Deps) => Dialog;
}>(new URL('../src/payer-authentication/challenge-dialog.ts', import.meta.url));

const asking = (challengeWindowSize?: string): StepUp => ({
  kind: 'step-up',
  stepUpUrl: 'https://acs.example/',
  accessToken: 'jwt',
  challengeRequest: Buffer.from(JSON.stringify({ challengeWindowSize })).toString('base64'),
  pauseRequestId: '',
});

for (const [name, ko] of knockouts) {
  describe(`The issuer's page in a dialog on ${name}`, () => {
    let dialog: Dialog;
    let timers: { callback: () => void; ms: number; off: boolean }[];
    let opened: { frame: unknown; stepUp: StepUp; done: (id: string) => void }[];

    beforeEach(() => {
      timers = [];
      opened = [];
      dialog = createChallengeDialog({
        ko,
        text: (key) => key,
        schedule: (callback, ms) => {
          const timer = { callback, ms, off: false };
          timers.push(timer);
          return () => {
            timer.off = true;
          };
        },
        openStepUp: (frame, stepUp, done) => {
          opened.push({ frame, stepUp, done });
          return () => undefined;
        },
      });
    });

    const settled = (confirming: Promise<string>): Promise<unknown> =>
      confirming.catch((problem: unknown) => (problem as { text: unknown }).text);

    for (const [size, width, height, fills] of [
      ['01', '250px', '400px', false],
      ['02', '390px', '400px', false],
      ['03', '500px', '600px', false],
      ['04', '600px', '400px', false],
      ['05', '100%', '', true],
      ['99', '390px', '400px', false],
      [undefined, '390px', '400px', false],
    ] as const)
      it(`is ${width} wide where the issuer made it for window size ${size ?? 'unknown'}`, () => {
        void dialog.confirm(asking(size));
        expect(dialog.frameSize()).to.deep.equal({ width, height });
        expect(dialog.fillsScreen()).to.equal(fills);
      });

    it('ends with the transaction that the issuer names', async () => {
      const wanted = asking('03');
      const confirming = dialog.confirm(wanted);
      expect(dialog.stepUp()).to.equal(wanted);
      const frame = {};
      dialog.placeFrame(frame);
      expect(opened).to.have.length(1);
      expect(opened[0]).to.include({ frame, stepUp: wanted });
      opened[0]?.done('tx-1');
      expect(await settled(confirming)).to.equal('tx-1');
      expect(dialog.stepUp()).to.equal(undefined);
      expect(timers.map(({ off }) => off)).to.deep.equal([true]);
    });

    it('opens no frame while nothing is to be confirmed', () => {
      dialog.placeFrame({})();
      expect(opened).to.deep.equal([]);
    });

    it('is closed after ten minutes, and says so', async () => {
      const confirming = dialog.confirm(asking());
      expect(timers.map(({ ms }) => ms)).to.deep.equal([600_000]);
      timers[0]?.callback();
      expect(await settled(confirming)).to.equal('confirmTimedOut');
    });

    it('asks before it is left, and is left by a second wish', async () => {
      const confirming = dialog.confirm(asking());
      expect(dialog.leaving()).to.equal(false);
      dialog.leave();
      expect(dialog.leaving()).to.equal(true);
      dialog.stay();
      expect(dialog.leaving()).to.equal(false);
      dialog.leave();
      dialog.cancel();
      expect(await settled(confirming)).to.equal('confirmCancelled');
      expect([dialog.leaving(), dialog.stepUp()]).to.deep.equal([false, undefined]);
      dialog.cancel();
    });

    it('gives its parts ids of their own', () => {
      expect(dialog.id('title')).to.match(/.+-title$/);
    });
  });
}
