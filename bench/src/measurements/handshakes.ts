import { type BenchEnvironment, startContestant, startGateway } from '../bench-servers.ts';
import { putUnderLoad } from '../measure.ts';
import type { Pauses } from '../protocol.ts';

/** New TLS connections to CyberSource while a shop pays now and then. */
export interface HandshakeCount {
  readonly payments: number;
  readonly pauses: Pauses;
  readonly handshakes: number;
}

/** A thousand payments five seconds apart would take an hour and a half; what closes a connection is a pause, not their number. */
export const HANDSHAKE_PLAN = { payments: 1_000, pauses: { count: 6, ms: 5_000 } } as const;

/** One payment after the other; pauses among them are as long as those between a small shop's payments. */
export async function countHandshakes(
  ground: BenchEnvironment,
  { payments, pauses }: Pick<HandshakeCount, 'payments' | 'pauses'> = HANDSHAKE_PLAN,
): Promise<HandshakeCount> {
  const gateway = await startGateway(ground, 0);
  const server = await startContestant('memory', ground, gateway.url);
  try {
    const { handshakes, errors } = await putUnderLoad(ground, {
      url: server.url,
      gatewayUrl: gateway.url,
      pid: server.process.pid ?? 0,
      sealed: true,
      webhookKey: ground.webhookKey,
      concurrency: 1,
      warmUp: 0,
      payments,
      pauses,
    });
    if (errors > 0) throw new Error(`${errors} payments were not approved.`);
    return { payments, pauses, handshakes };
  } finally {
    await Promise.all([server.stop(), gateway.stop()]);
  }
}

/** Markdown. */
export function toHandshakeTable({ payments, pauses, handshakes }: HandshakeCount): string {
  return [
    '| Payments, one after the other | Pauses among them | New TLS connections to CyberSource |',
    '|---|---|---|',
    `| ${payments.toLocaleString('en')} | ${pauses.count} of ${pauses.ms / 1000} s | ${handshakes} |`,
    '',
    'Simulated: with five seconds between each two payments it would take an hour and a half.',
  ].join('\n');
}
