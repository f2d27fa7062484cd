/** What the browser hands over, as CyberSource's sandbox can read it: sealed in the wallets' own shape, but not encrypted. */
export function aGooglePayPayload(details: object = {}): string {
  const sealed = {
    messageExpiration: String(Date.now() + 600_000),
    messageId: 'AH2Ejtc',
    paymentMethod: 'CARD',
    paymentMethodDetails: {
      authMethod: 'CRYPTOGRAM_3DS',
      pan: '4111111111111111',
      expirationMonth: 12,
      expirationYear: 2035,
      cryptogram: 'AgAAAAAABk4DWZ4C28yUQAAAAAA=',
      ...details,
    },
  };
  return base64({
    protocolVersion: 'ECv2',
    signature: 'MEUCIQ==',
    signedMessage: JSON.stringify({
      encryptedMessage: base64(sealed),
      ephemeralPublicKey: 'BA==',
      tag: 'AA==',
    }),
  });
}

export function anApplePayPayload(): string {
  const sealed = {
    applicationPrimaryAccountNumber: '5555555555554444',
    applicationExpirationDate: '351231',
    currencyCode: '840',
    transactionAmount: 1250,
    paymentDataType: '3DSecure',
    paymentData: { onlinePaymentCryptogram: 'AAAAAAAA', eciIndicator: '7' },
  };
  return base64({
    version: 'EC_v1',
    data: base64(sealed),
    signature: 'MIAGCS==',
    header: { ephemeralPublicKey: 'MFkw', publicKeyHash: 'hash', transactionId: 'a1b2' },
  });
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}
