/** Every text the widget shows. The locale files hold exactly these keys (a test compares them). */
export const textKeys = [
  'title',
  'privacy',
  'cardNumber',
  'securityCode',
  'securityCodeOnBack',
  'securityCodeOnFront',
  'expiry',
  'expiryMonth',
  'expiryYear',
  'nameOnCard',
  'opening',
  'unavailable',
  'notOffered',
  'tryAgain',
  'paying',
  'numberMissing',
  'numberInvalid',
  'securityCodeMissing',
  'securityCodeInvalid',
  'expiryMissing',
  'expiryPast',
  'nameMissing',
  'nameIsNumber',
  'checkFields',
  'fieldsCleared',
  'notCharged',
  'declined',
] as const;

export type TextKey = (typeof textKeys)[number];

/** A text in the shopper's language. Inside a Knockout computed it follows a change of language. */
export type Text = (key: TextKey) => string;
