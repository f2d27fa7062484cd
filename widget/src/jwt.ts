/** The payload of a compact JWT as JSON, unverified: the extension verifies. Throws when it is not one. */
export function parseJwtPayload(jwt: string): unknown {
  const payload = jwt.split('.')[1];
  if (payload === undefined) throw new Error('Not a JWT');
  const bytes = atob(payload.replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(decodeURIComponent(bytes.replace(/[^]/g, percentEncoded))) as unknown;
}

function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
