/** Which addresses a notification may be sent to. */

/** CyberSource: webhooks, ports of webhook URLs. */
const PORTS = new Set(['', '443', '8443']);

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The URL, or undefined for one that CyberSource refuses: it wants HTTPS on 443 or 8443. The sandbox takes HTTP on any port of
 * this machine as well. One of CyberSource's samples writes a colon behind the port; it is left out.
 */
export function parseWebhookUrl(written: string): URL | undefined {
  const url = URL.parse(written.replace(/^(https?:\/\/[^/:]+:\d+):(?=\/|$)/i, '$1'));
  if (url?.username !== '' || url.password !== '') return undefined;
  if (isLoopback(url) && (url.protocol === 'http:' || url.protocol === 'https:')) return url;
  return url.protocol === 'https:' && PORTS.has(url.port) ? url : undefined;
}

/** Whether the address is on this machine. */
export const isLoopback = ({ hostname }: URL): boolean => LOOPBACK.has(hostname);
