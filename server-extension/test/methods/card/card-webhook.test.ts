import { expect } from 'chai';
import { Problem } from '../../../src/domain/problem.ts';
import { cardWebhook } from '../../../src/methods/card/webhook.ts';

const JWT = 'a.transient.token';

/** What the method makes of the webhook's card and of the token that came with it. */
function readOf(
  cardDetails: object | undefined,
  jwt?: string,
  by: 'shopper' | 'merchant' = 'shopper',
): object {
  const customProperties = new Map(jwt === undefined ? [] : [['transientTokenJwt', jwt]]);
  return cardWebhook.read({ customProperties, cardDetails } as never, { by });
}

describe('A card in the webhook', () => {
  for (const [saveCard, save] of [
    [true, true],
    [false, false],
    ['true', false],
    [undefined, false],
  ] as const)
    it(`is ${save ? '' : 'not '}saved where OCC says saveCard: ${JSON.stringify(saveCard)}`, () => {
      expect(readOf({ saveCard }, JWT)).to.deep.equal({
        instrument: { kind: 'transient-token', jwt: JWT, save },
      });
    });

  it('is not saved where OCC says nothing of the card', () => {
    expect(readOf(undefined, JWT)).to.deep.equal({
      instrument: { kind: 'transient-token', jwt: JWT, save: false },
    });
  });

  for (const [type, isBrandChosen] of [
    ['visa', true],
    ['', undefined],
    [undefined, undefined],
  ] as const)
    it(`has ${isBrandChosen ? 'the chosen' : 'no chosen'} brand with the type ${JSON.stringify(type)}`, () => {
      expect(readOf({ type }, JWT)).to.have.property('instrument');
      expect(Reflect.get(readOf({ type }, JWT), 'isBrandChosen')).to.equal(isBrandChosen);
    });

  for (const [jwt, by, securityCodeToken] of [
    [JWT, 'shopper', JWT],
    [JWT, 'merchant', undefined],
    ['', 'shopper', undefined],
    [undefined, 'shopper', undefined],
  ] as const)
    it(`that OCC keeps comes with ${securityCodeToken ? 'its' : 'no'} security code from the ${by} with the token ${JSON.stringify(jwt)}`, () => {
      const { instrument } = readOf({ token: 'PI1' }, jwt, by) as {
        instrument: { kind: string; securityCodeToken?: string };
      };
      expect([instrument.kind, instrument.securityCodeToken]).to.deep.equal([
        'saved-card',
        securityCodeToken,
      ]);
    });

  for (const [token, isKept] of [
    ['PI1', true],
    ['', false],
    [undefined, false],
  ] as const)
    it(`may ${isKept ? '' : 'not '}pay a schedule with the token ${JSON.stringify(token)}`, () => {
      expect(cardWebhook.mayBeScheduled({ cardDetails: { token } } as never)).to.equal(isKept);
    });

  for (const jwt of [undefined, ''])
    it(`is refused with the name of the property where its token is ${JSON.stringify(jwt)}`, () => {
      expect(() => readOf({}, jwt))
        .to.throw(Problem, 'is missing')
        .with.nested.property('fields[0].path', 'body:customProperties.transientTokenJwt');
    });
});
