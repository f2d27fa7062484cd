import BinLookupApi from 'cybersource-rest-client/src/api/BinLookupApi.js';
import * as z from 'zod';
import type { ClientFor } from '../../../src/cybersource/client/client.ts';
import { type ComposedCall, sdkFor } from '../../../src/cybersource/client/operations.ts';
import type { TransportResult } from '../../../src/cybersource/client/transport.ts';
import { objectIn } from '../../../src/domain/json/json-object.ts';
import { Problem } from '../../../src/domain/problem.ts';
import type { GatewayAccount, GatewaySettings } from '../../../src/domain/settings.ts';

/** What the issuer of a card says about it. Lies with the other ports, in `payments/ports/`. */
export interface IssuerLookup {
  /** @param transientTokenId the card that the shopper has typed into CyberSource's fields */
  countryOf(transientTokenId: string, settings: GatewaySettings): Promise<string>;
}

/** The shopper waits: half of what a payment may take. */
const DEADLINE_MS = 5_000;

export function createIssuerLookup({ clientFor }: { readonly clientFor: ClientFor }): IssuerLookup {
  return {
    async countryOf(transientTokenId, { account }) {
      const reply = await clientFor(account).send(
        () => composeBinLookup(account, transientTokenId),
        DEADLINE_MS,
      );
      return requireCountry(reply);
    },
  };
}

/** CyberSource: `POST /bin/v1/binlookup`. The SDK decides operation, path and headers. */
function composeBinLookup(account: GatewayAccount, transientTokenId: string): ComposedCall {
  const { configuration, client } = sdkFor(account);
  const bins = new BinLookupApi(configuration, client);
  return bins.getAccountInfo({ tokenInformation: { jti: transientTokenId } });
}

const answer = z.object({
  issuerInformation: z.object({ country: z.string().regex(/^[A-Z]{2}$/) }),
});

/** Whatever is not the documented answer is no country: a guess here would be a guess about money. */
function requireCountry(reply: TransportResult): string {
  if (reply.kind === 'silent')
    throw new Problem('gateway-failure', `CyberSource did not look the issuer up (${reply.cause})`);
  const parsed = reply.status === 201 ? answer.safeParse(objectIn(reply.text)) : undefined;
  if (parsed?.success !== true)
    throw new Problem('gateway-failure', `CyberSource did not look the issuer up (HTTP ${reply.status})`);
  return parsed.data.issuerInformation.country;
}
