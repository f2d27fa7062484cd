/** What a transient token says of its card (CyberSource: transient token data v2). The number stays masked. */
import type { MicroformVault } from '../../microform/cards/card-vault.ts';
import { call, type ApiCall } from '../routes/api-call.ts';
import type { Endpoint } from '../routes/endpoint.ts';
import { absent, JSON_TYPE } from './errors.ts';

/** By the token's id, and by the whole token as Unified Checkout's first version asks. */
export function createTransientTokenCalls({
  transientTokens,
}: {
  readonly transientTokens: MicroformVault;
}): readonly ApiCall[] {
  const details: Endpoint = async ({ merchant, id }) => {
    const content = await transientTokens.contentOf(id, merchant.id);
    return {
      commit: () =>
        content === undefined ? absent(undefined) : { status: 200, body: content, contentType: JSON_TYPE },
    };
  };
  return [
    call('get', '/flex/v2/payment-details/:id', 'tokens', details),
    call('get', '/up/v1/payment-details/:id', 'tokens', details),
  ];
}
