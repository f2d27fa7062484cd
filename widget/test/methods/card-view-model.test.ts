import { expect } from 'chai';
import { createCardViewModel, type CardViewModel } from '../../src/methods/card/card-view-model.ts';
import { ShopperProblem } from '../../src/payment/payment-method.ts';
import { CARD_TYPED, fakeCardFields, type FakeCardFields } from '../fakes/card-fields.ts';
import { knockouts } from '../fakes/knockouts.ts';
import { aTransientToken } from '../fakes/tokens.ts';

for (const [name, ko] of knockouts) {
  describe(`The card form's view-model on ${name}`, () => {
    let fields: FakeCardFields;
    let card: CardViewModel;
    let profile: string;
    let scheduled: boolean;
    let placed: number;
    let addressProblem: 'postalCodeWrong' | undefined;

    beforeEach(() => {
      fields = fakeCardFields();
      profile = '';
      scheduled = false;
      placed = 0;
      addressProblem = undefined;
      card = createCardViewModel({
        ko,
        fields,
        checkAddress: async () => addressProblem,
        text: (key) => key,
        today: () => new Date(2026, 5, 15),
        checkout: { profileId: () => profile, isScheduled: () => scheduled, placeOrder: () => (placed += 1) },
      });
    });

    function fillIn(): void {
      fields.show(CARD_TYPED);
      card.expiry.value('12 / 29');
      card.name.value('  Ada Lovelace ');
    }

    function leave(field: CardViewModel['name']): void {
      field.focused(true);
      field.focused(false);
    }

    it('says nothing before the shopper has done anything', () => {
      expect(Object.values(card.errors).map((error) => error())).to.deep.equal(['', '', '', '']);
      expect(card.progress()).to.equal('untouched');
    });

    it('is started by anything that was typed, and complete when nothing is wrong', () => {
      expect([card.id, card.component, card.label(), card.note()]).to.deep.equal([
        'card',
        'cyb-card',
        'card',
        '',
      ]);
      card.name.value('A');
      expect(card.progress()).to.equal('started');
      card.name.value('');
      card.expiry.value('1');
      expect(card.progress()).to.equal('started');
      card.expiry.value('');
      for (const field of ['number', 'securityCode'] as const) {
        const typed = { empty: false, valid: false, left: false };
        fields.show({ [field]: typed });
        expect(card.progress()).to.equal('started');
        fields.show({ [field]: { ...typed, empty: true } });
        expect(card.progress()).to.equal('untouched');
      }
      fillIn();
      expect(card.progress()).to.equal('complete');
    });

    it('says of each empty field what to do once the shopper has tried to pay', () => {
      expect(card.check()).to.equal('checkFields');
      expect(Object.values(card.errors).map((error) => error())).to.deep.equal([
        'numberMissing',
        'expiryMissing',
        'securityCodeMissing',
        'nameMissing',
      ]);
    });

    it('speaks of a field as soon as the shopper has left it, and of no other', () => {
      fields.show({ number: { empty: false, valid: false, left: true } });
      leave(card.name);
      expect(card.errors.number()).to.equal('numberInvalid');
      expect(card.errors.name()).to.equal('nameMissing');
      expect(card.errors.securityCode()).to.equal('');
      expect(card.errors.expiry()).to.equal('');
    });

    it('says of a date what is wrong with it once the shopper has left it, not while they type', () => {
      for (const [typed, problem] of [
        ['05 / 26', 'expiryPast'],
        ['13 / 29', 'expiryInvalid'],
        ['12 / ', 'expiryInvalid'],
        ['06 / 26', ''],
      ] as const) {
        card.expiry.left(false);
        card.expiry.value(typed);
        expect(card.errors.expiry()).to.equal('');
        leave(card.expiry);
        expect(card.errors.expiry()).to.equal(problem);
      }
    });

    it('writes a date in one way once the shopper has left it', () => {
      card.expiry.value('4/2030');
      leave(card.expiry);
      expect(card.expiry.value()).to.equal('04 / 30');
    });

    it('shapes a date while it is typed', () => {
      const target = { value: '0430', selectionStart: 4, setSelectionRange: () => undefined };
      card.typeExpiry(card, { target, inputType: 'insertText' });
      expect([target.value, card.expiry.value()]).to.deep.equal(['04 / 30', '04 / 30']);
    });

    it('leaves a digit that is deleted deleted, also where jQuery stands between', () => {
      const target = { value: '1 / 30', selectionStart: 1, setSelectionRange: () => undefined };
      const originalEvent = { target, inputType: 'deleteContentBackward' };
      card.typeExpiry(card, { target, originalEvent });
      expect(card.expiry.value()).to.equal('1 / 30');
    });

    it('moves the focus to the first field that is wrong, in the order of the form', () => {
      card.check();
      card.focusFirstProblem();
      expect(fields.focused).to.deep.equal(['number']);

      fields.show({ number: { empty: false, valid: true, left: true } });
      card.focusFirstProblem();
      expect(card.expiry.focused()).to.equal(true);

      card.expiry.value('12 / 29');
      card.focusFirstProblem();
      expect(fields.focused).to.deep.equal(['number', 'securityCode']);

      fields.show(CARD_TYPED);
      card.focusFirstProblem();
      expect(card.name.focused()).to.equal(true);
    });

    it('tells the hosted fields what is wrong with them, and that it is right again', () => {
      card.check();
      expect(fields.described).to.deep.equal({
        number: 'numberMissing',
        securityCode: 'securityCodeMissing',
      });
      fields.show(CARD_TYPED);
      expect(fields.described).to.deep.equal({ number: '', securityCode: '' });
    });

    it('is complete when every field is right', () => {
      card.expiry.value('12');
      expect(card.progress()).to.equal('started');
      fillIn();
      expect(card.progress()).to.equal('complete');
      expect(card.check()).to.equal(undefined);
    });

    it('takes an expiry that the browser filled in, and leaves alone what it cannot read', () => {
      fields.autofill({ month: '3' });
      expect(card.expiry.value()).to.equal('');
      fields.autofill({ year: '31' });
      expect(card.expiry.value()).to.equal('03 / 31');
      fields.autofill({ month: '13', year: 'next' });
      expect(card.expiry.value()).to.equal('03 / 31');
    });

    it('asks for four digits in front when the card is that kind', () => {
      expect(card.securityCodeHint()).to.equal('securityCodeOnBack');
      fields.show({ brand: { label: 'American Express', securityCodeLength: 4 } });
      expect(card.brand()).to.equal('American Express');
      expect(card.securityCodeHint()).to.equal('securityCodeOnFront');
    });

    it('shows which cards are accepted, also when the digits tell which one it is: nothing moves while the shopper types', () => {
      fields.show({ phase: 'open', accepted: 'VISA,AMEX' });
      expect(card.accepted()).to.equal('VISA,AMEX');
      fields.show({ brand: { label: 'Visa', securityCodeLength: 3 } });
      expect(card.accepted()).to.equal('VISA,AMEX');
    });

    it('is not turned into a token while post code and country do not fit, and the shopper hears which', async () => {
      fillIn();
      addressProblem = 'postalCodeWrong';
      const problem: unknown = await card.collect().catch((error: unknown) => error);
      expect(problem).to.include({ name: 'ShopperProblem', text: 'postalCodeWrong' });
      expect(fields.tokenized).to.deep.equal([]);
      addressProblem = undefined;
      await card.collect();
      expect(fields.tokenized).to.have.lengthOf(1);
    });

    it('collects the token, its sealed context and what an order may know of the card', async () => {
      fillIn();
      expect(await card.collect()).to.deep.equal({
        kind: 'card',
        save: false,
        asDefault: false,
        authenticate: { transientToken: 'TOKEN1' },
        cardTypeCode: '001',
        maskedNumber: 'XXXXXXXXXXXX1111',
        nameOnCard: 'Ada Lovelace',
        expiryMonth: '12',
        expiryYear: '2029',
        customProperties: {
          paymentType: 'card',
          transientTokenJwt: aTransientToken(),
          captureContext: 'ctx',
          captureContextCipherEncrypted: 'c2VhbGVk==',
          captureContextCipherIv: 'aXY=',
        },
      });
      expect(fields.tokenized).to.deep.equal([{ month: '12', year: '2029' }]);
    });

    it('keeps the card where the shopper ticks it and is logged in, never for a guest', async () => {
      fillIn();
      card.save(true);
      card.asDefault(true);
      expect(card.canSave()).to.equal(false);
      expect(await card.collect()).to.include({ save: false, asDefault: false });
      profile = 'p1';
      expect(await card.collect()).to.include({ save: true, asDefault: true });
      card.save(false);
      expect(await card.collect()).to.include({ save: false, asDefault: false });
    });

    it('keeps the card of an order that is repeated, without a question', async () => {
      fillIn();
      profile = 'p1';
      scheduled = true;
      expect(card.canSave()).to.equal(false);
      expect(await card.collect()).to.include({ save: true, asDefault: false });
    });

    it('places the order on Enter, and on no other key; Enter of an input method has another code', () => {
      for (const keyCode of [9, 32, 229]) expect(card.pressKey(card, { keyCode })).to.equal(true);
      expect(placed).to.equal(0);
      expect(card.pressKey(card, { keyCode: 13 })).to.equal(true);
      expect(placed).to.equal(1);
    });

    it('says whether the fields are out of reach or the shop is at fault', () => {
      expect(card.failure()).to.equal('');
      for (const phase of ['unavailable', 'shopFault'] as const) {
        fields.show({ phase });
        expect(card.failure()).to.equal(phase);
      }
    });

    it('says that the fields are opening, and that they were emptied meanwhile', () => {
      expect([card.opening(), card.cleared()]).to.deep.equal([false, false]);
      fields.show({ phase: 'opening', cleared: true });
      expect([card.opening(), card.cleared()]).to.deep.equal([true, true]);
      fields.show({ phase: 'open', cleared: false });
      expect([card.opening(), card.cleared()]).to.deep.equal([false, false]);
    });

    it('leaves a date alone while the shopper is in its field', () => {
      card.expiry.value('4/2030');
      card.expiry.focused(true);
      expect(card.expiry.value()).to.equal('4/2030');
    });

    it('moves no focus where nothing is wrong', () => {
      fillIn();
      card.focusFirstProblem();
      expect(fields.focused).to.deep.equal([]);
      expect([card.expiry.focused(), card.name.focused()]).to.deep.equal([false, false]);
    });

    it('makes a new token for each attempt', async () => {
      fillIn();
      await card.collect();
      await card.collect();
      expect(fields.tokenized).to.have.length(2);
    });

    it('says what the fields say when they refuse', async () => {
      fields.nextToken = () => Promise.reject(new ShopperProblem('fieldsCleared'));
      const problem: unknown = await card.collect().catch((caught: unknown) => caught);
      expect(problem).to.have.property('text', 'fieldsCleared');
    });
  });
}
