import { expect } from 'chai';
import { createCardViewModel, type CardViewModel } from '../src/methods/card/card-view-model.ts';
import { ShopperProblem } from '../src/methods/payment-method.ts';
import { CARD_TYPED, playedCardFields, type PlayedCardFields } from './doubles/card-fields.ts';
import { knockouts } from './doubles/knockouts.ts';
import { aTransientToken } from './doubles/tokens.ts';

for (const [name, ko] of knockouts) {
  describe(`The card form's view-model on ${name}`, () => {
    let fields: PlayedCardFields;
    let card: CardViewModel;
    let profile: string;
    let scheduled: boolean;

    beforeEach(() => {
      fields = playedCardFields();
      profile = '';
      scheduled = false;
      card = createCardViewModel({
        ko,
        fields,
        text: (key) => key,
        today: () => new Date(2026, 5, 15),
        checkout: { profileId: () => profile, isScheduled: () => scheduled },
      });
    });

    function fillIn(): void {
      fields.show(CARD_TYPED);
      card.month.value('12');
      card.year.value('2029');
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

    it('knows an expired card before anybody asks', () => {
      card.year.value('2026');
      card.month.value('05');
      expect(card.errors.expiry()).to.equal('expiryPast');
      card.month.value('06');
      expect(card.errors.expiry()).to.equal('');
    });

    it('moves the focus to the first field that is wrong, in the order of the form', () => {
      card.check();
      card.focusFirstProblem();
      expect(fields.focused).to.deep.equal(['number']);

      fields.show({ number: { empty: false, valid: true, left: true } });
      card.month.value('12');
      card.focusFirstProblem();
      expect(card.year.focused()).to.equal(true);

      card.year.value('2029');
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
      card.month.value('12');
      expect(card.progress()).to.equal('started');
      fillIn();
      expect(card.progress()).to.equal('complete');
      expect(card.check()).to.equal(undefined);
    });

    it('takes an expiry that the browser filled in, and leaves alone what it cannot read', () => {
      fields.autofill({ month: '3', year: '31' });
      expect([card.month.value(), card.year.value()]).to.deep.equal(['03', '2031']);
      fields.autofill({ month: '13', year: 'next' });
      expect([card.month.value(), card.year.value()]).to.deep.equal(['03', '2031']);
    });

    it('asks for four digits in front when the card is that kind', () => {
      expect(card.securityCodeHint()).to.equal('securityCodeOnBack');
      fields.show({ brand: { label: 'American Express', securityCodeLength: 4 } });
      expect(card.brand()).to.equal('American Express');
      expect(card.securityCodeHint()).to.equal('securityCodeOnFront');
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
