import type { Transport } from './transport.ts';

/** CyberSource: payments, the answer to an authorization. Every payment is approved, and no byte leaves the process. */
export const approvingTransport: Transport = {
  async exchange({ body = '{}' }) {
    const { clientReferenceInformation, orderInformation } = JSON.parse(body) as {
      readonly clientReferenceInformation?: { readonly code: string };
      readonly orderInformation?: {
        readonly amountDetails: { readonly totalAmount: string; readonly currency: string };
      };
    };
    const { totalAmount, currency } = orderInformation?.amountDetails ?? {};
    const text = JSON.stringify({
      clientReferenceInformation,
      id: '7000000000000000000001',
      orderInformation: { amountDetails: { authorizedAmount: totalAmount, currency } },
      processorInformation: {
        approvalCode: '831000',
        responseCode: '100',
        avs: { code: 'Y', codeRaw: 'Y' },
        cardVerification: { resultCode: 'M' },
      },
      status: 'AUTHORIZED',
      submitTimeUtc: new Date().toISOString(),
    });
    return { kind: 'answered', status: 201, date: new Date().toUTCString(), text };
  },
  close: async () => undefined,
};
