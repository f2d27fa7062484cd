/**
 * CyberSource's hosts of its REST API, test and live, by both of its names. OCC lets the extension call the hosts that its
 * package lists; the gateway setting `runEnvironment` chooses one of them.
 */
export const CYBERSOURCE_HOSTS: readonly string[] = [
  'apitest.cybersource.com',
  'api.cybersource.com',
  'api.in.cybersource.com',
  'apitest.visaacceptance.com',
  'api.visaacceptance.com',
];

/** CyberSource: the host of the same API for the other kind of account. A key belongs to one of them. */
export function otherHostOf(host: string): string | undefined {
  if (host.startsWith('apitest.')) return host.replace('apitest.', 'api.');
  return /^api\.(?!in\.)/.test(host) ? host.replace('api.', 'apitest.') : undefined;
}
