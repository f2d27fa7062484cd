/** JSON inside other texts, as wallets nest it. */

/** The value, or undefined for what is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON in base64; undefined when it is not. */
export function parsedBase64(text: string): unknown {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return parsedJson(Buffer.from(text, 'base64').toString('utf8'));
}
