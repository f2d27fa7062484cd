import { CompactEncrypt, decodeJwt, importJWK } from 'jose';

/** What `POST /keys` answers. */
export interface IssuedKey {
  readonly captureContext: string;
  readonly cipher: { readonly iv: string; readonly encrypted: string };
}

/** Encrypts the card for the capture context's key and has the token made, as the card fields do in the browser. */
export async function tokenize(sandboxUrl: string, context: string, data: object): Promise<string> {
  const { flx } = decodeJwt<{ flx: { path: string; jwk: { kid: string } } }>(context);
  const envelope = await new CompactEncrypt(Buffer.from(JSON.stringify({ data, context, index: 0 })))
    .setProtectedHeader({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: flx.jwk.kid })
    .encrypt(await importJWK(flx.jwk, 'RSA-OAEP'));
  const answer = await fetch(`${sandboxUrl}${flx.path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/jwt; charset=utf-8', origin: new URL(sandboxUrl).origin },
    body: envelope,
  });
  return answer.text();
}

/** Custom properties of an order that is paid with the card of this number. */
export async function typedCard(
  sandboxUrl: string,
  { captureContext, cipher }: IssuedKey,
  number: string,
): Promise<Record<'transientTokenJwt', string> & Record<string, string>> {
  const type = number.startsWith('5') ? '002' : '001';
  const data = { number, securityCode: '123', type, expirationMonth: '12', expirationYear: '2031' };
  return {
    paymentType: 'card',
    transientTokenJwt: await tokenize(sandboxUrl, captureContext, data),
    captureContext,
    captureContextCipherEncrypted: cipher.encrypted,
    captureContextCipherIv: cipher.iv,
  };
}
