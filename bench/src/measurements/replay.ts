import { Agent, request } from 'undici';
import { type BenchEnvironment, startContestant, startGateway } from '../bench-servers.ts';
import { CALLS, PAYMENTS } from '../protocol.ts';
import { makeWebhooks, type SignedWebhook } from '../webhooks.ts';

/** What became of webhooks that were delivered several times, to two instances on one PostgreSQL. */
export interface ReplayResult {
  readonly deliveries: number;
  readonly copies: number;
  /** Calls to CyberSource. */
  readonly gatewayCalls: number;
  /** Answers that were not an approval. */
  readonly notApproved: number;
  /** Webhooks whose copies were not all answered with the same bytes. */
  readonly answeredDifferently: number;
}

/** Webhooks under way at the same time, each with all its copies. */
const AT_ONCE = 8;
/** Long enough for every copy to arrive while the first is under way. */
const GATEWAY_DELAY_MS = 50;

/** Delivers each webhook to both instances in turn, all copies at the same time. */
export async function replay(
  ground: BenchEnvironment,
  deliveries: number,
  copies: number,
): Promise<ReplayResult> {
  const journal = { JOURNAL: await ground.newJournal('postgres') };
  const gateway = await startGateway(ground, GATEWAY_DELAY_MS);
  const servers = [
    await startContestant('memory', ground, gateway.url, journal),
    await startContestant('memory', ground, gateway.url, journal),
  ];
  // The stub's certificate has no authority that this process knows.
  const agent = new Agent({ connect: { rejectUnauthorized: false } });
  try {
    const urls = servers.map(({ url }) => url);
    const job = { url: urls[0] ?? '', gatewayUrl: gateway.url, sealed: true, webhookKey: ground.webhookKey };
    // The first ones fetch what an instance fetches once: settings and public keys.
    const webhooks = await makeWebhooks(job, agent, urls.length + deliveries, { tokensAContext: 16 });
    for (const [index, url] of urls.entries()) await deliver(url, webhooks[index]);

    const callsBefore = await countCalls(gateway.url, agent);
    const waiting = webhooks.slice(urls.length).values();
    let notApproved = 0;
    let answeredDifferently = 0;
    async function next(): Promise<void> {
      for (const webhook of waiting) {
        const answers = await Promise.all(
          Array.from({ length: copies }, (_, copy) => deliver(urls[copy % urls.length] ?? '', webhook)),
        );
        notApproved += answers.filter((answer) => !answer.includes('"responseCode":"1000"')).length;
        if (new Set(answers).size > 1) answeredDifferently += 1;
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    const gatewayCalls = (await countCalls(gateway.url, agent)) - callsBefore;
    return { deliveries, copies, gatewayCalls, notApproved, answeredDifferently };
  } finally {
    await Promise.all([...servers, gateway].map((each) => each.stop()));
    await agent.close();
  }
}

/** Markdown, one row. */
export function toReplayTable(results: readonly ReplayResult[]): string {
  return [
    '| Webhooks | Copies of each | Instances | Calls to CyberSource | Not approved | Answered differently |',
    '|---|---|---|---|---|---|',
    ...results.map((result) => {
      const { deliveries, copies, gatewayCalls, notApproved, answeredDifferently } = result;
      return `| ${[deliveries, copies, 2, gatewayCalls, notApproved, answeredDifferently].join(' | ')} |`;
    }),
  ].join('\n');
}

async function deliver(url: string, webhook: SignedWebhook | undefined): Promise<string> {
  const { statusCode, body } = await request(`${url}${PAYMENTS}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-oracle-cc-webhook-signature-sha512': webhook?.signature ?? '',
    },
    body: webhook?.body ?? '',
  });
  return `${statusCode} ${await body.text()}`;
}

async function countCalls(gatewayUrl: string, dispatcher: Agent): Promise<number> {
  const answer = await request(`${gatewayUrl}${CALLS}`, { dispatcher });
  return ((await answer.body.json()) as { readonly calls: number }).calls;
}
