/** Texts about saved cards, in the checkout and on the profile page. */
const savedCardTexts = [
  'cardEnding',
  'expires',
  'expiresSoon',
  'expired',
  'defaultCard',
  'makeDefault',
  'rename',
  'remove',
  'removeWarning',
  'nickname',
  'saveName',
  'cancel',
  'notChanged',
] as const;

/** Every text of the checkout's widget. Its locale files hold exactly these keys; the build compares them. */
export const textKeys = [
  'title',
  'privacy',
  'card',
  'cardNumber',
  'securityCode',
  'securityCodeOnBack',
  'securityCodeOnFront',
  'expiry',
  'expiryMonth',
  'expiryYear',
  'nameOnCard',
  'saveCard',
  'asDefault',
  'opening',
  'unavailable',
  'notOffered',
  'nothingToPay',
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
  'interrupted',
  'placedBefore',
  'unanswered',
  'walletHint',
  'payWithApplePay',
  'walletCancelled',
  'walletFailed',
  'totalChanged',
  'confirmTitle',
  'confirmWhy',
  'confirmFrame',
  'confirmLeave',
  'confirmStay',
  'confirmCancel',
  'confirmCancelled',
  'confirmTimedOut',
  ...savedCardTexts,
] as const;

/** Every text of the profile page's widget. */
export const profileTextKeys = [
  ...savedCardTexts,
  'savedCards',
  'noSavedCards',
  'savedCardsUnavailable',
  'signInForCards',
  'loading',
  'tryAgain',
] as const;

export type TextKey = (typeof textKeys)[number] | (typeof profileTextKeys)[number];

/** A text in the shopper's language. Inside a Knockout computed it follows a change of language. */
export type Text = (key: TextKey, params?: Readonly<Record<string, string>>) => string;
