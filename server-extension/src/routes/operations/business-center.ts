import type { PaymentAttempt } from '../../payments/ports/payment-attempt.ts';
import { gatewayRefOf } from '../../domain/payment/reported.ts';

/** CyberSource's test hosts begin so: `apitest.cybersource.com`. */
const TEST_HOSTS = 'apitest.';

/**
 * Where Business Center shows the transaction, to people who are logged in there. Its addresses are in no documentation; this one
 * is what its own pages and plugins of others link to. Undefined without CyberSource's id or the account.
 */
export function businessCenterUrl({
  result,
  merchant,
}: Pick<PaymentAttempt, 'result' | 'merchant'>): string | undefined {
  const requestId = gatewayRefOf(result);
  const [host, merchantId] = merchant?.split('/') ?? [];
  if (requestId === undefined || host === undefined || merchantId === undefined) return undefined;
  const center = host.startsWith(TEST_HOSTS) ? 'ebc2test.cybersource.com' : 'ebc2.cybersource.com';
  const query = new URLSearchParams({ requestId, merchantId });
  return `https://${center}/ebc2/app/TransactionManagement/details?${query.toString()}`;
}
