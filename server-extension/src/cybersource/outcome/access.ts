import type { AccessRefusal } from '../../domain/payment/result.ts';

/** HTTP statuses by which CyberSource, or a proxy before it, turns every call of an account away. */
const BY_STATUS: ReadonlyMap<number, AccessRefusal> = new Map([
  [401, 'credentials'],
  [403, 'credentials'],
  // A proxy wants credentials of its own.
  [407, 'credentials'],
  [429, 'rate-limit'],
]);

/** Why the caller is turned away; undefined when the status says nothing about the caller. */
export function accessRefusedBy(httpStatus: number): AccessRefusal | undefined {
  return BY_STATUS.get(httpStatus);
}

const REMEDY: Readonly<Record<AccessRefusal, string>> = {
  credentials:
    'Check merchantID, merchantKeyId, merchantsecretKey or the key file, runEnvironment and the clock',
  'rate-limit': 'Too many requests. Ask CyberSource, or who runs the proxy, for a higher limit',
};

/** One sentence for the log and the journal: the status and the remedy for its likely cause. */
export function accessProblem(httpStatus: number): string {
  const refusal = accessRefusedBy(httpStatus);
  const said = `CyberSource answered HTTP ${httpStatus}`;
  return refusal === undefined ? said : `${said}. ${REMEDY[refusal]}`;
}
