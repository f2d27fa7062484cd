/** An unsigned JWT with this payload, in the base64url of real ones. */
export function aJwt(payload: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'RS256', kid: 'zu' })}.${part(payload)}.c2lnbmF0dXJl`;
}

/** A transient token for the Visa test card, shaped as CyberSource: Microform, transient token. */
export function aTransientToken(
  number: object = { maskedValue: 'XXXXXXXXXXXX1111', bin: '411111', detectedCardTypes: ['001'] },
): string {
  return aJwt({
    iss: 'Flex/08',
    jti: 'TOKEN1',
    type: 'mf-2.1.0',
    content: { paymentInformation: { card: { number } } },
  });
}

/** A capture context that ends at `exp` seconds since 1970. */
export function aCaptureContext(data: object = {}, exp = 900): string {
  const library = {
    clientLibrary: 'https://testflex.cybersource.com/microform/bundle/v2.0/flex-microform.min.js',
    clientLibraryIntegrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
  };
  return aJwt({ ctx: [{ type: 'mf-2.1.0', data: { ...library, ...data } }], exp });
}
