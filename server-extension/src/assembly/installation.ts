import { sha256 } from '../domain/sha256.ts';

/**
 * A name for everything that runs for one OCC: the same on every instance and after every restart. Two OCCs may share a
 * merchant account; by this name each finds its own payments among CyberSource's transactions.
 */
export function installationOf(adminUrl: string): string {
  const digest = sha256(new URL(adminUrl).host, 'hex');
  return `occ-${digest.slice(0, 12)}`;
}
