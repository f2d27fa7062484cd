/** The payload of a compact JWT as JSON, unverified: the extension verifies. Throws when it is not one. */
export function parseJwtPayload(jwt: string): unknown {
  const [, payload = ''] = jwt.split('.');
  return parseBase64Json(payload);
}

/** JSON in base64 or base64url. Throws when it is neither. */
export function parseBase64Json(base64: string): unknown {
  const bytes = atob(base64.replace(/-/g, '+').replace(/_/g, '/'));
  return JSON.parse(decodeURIComponent(bytes.replace(/[^]/g, percentEncoded))) as unknown;
}

function percentEncoded(byte: string): string {
  return `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`;
}
