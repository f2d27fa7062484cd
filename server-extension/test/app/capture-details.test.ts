import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { at } from '../../../sandbox/test/cybersource/client.ts';
import { journalLocation } from '../builders/journal-location.ts';
import { type BetweenSandboxes, startBetweenSandboxes } from '../builders/between-sandboxes.ts';
import { createOrderManagement, type OmsAnswer, type OrderManagement } from '../builders/order-management.ts';
import { anAddress } from '../builders/webhook.ts';
import { aGooglePayPayload } from '../cybersource/fixtures/wallets.ts';

/** A journal that lasts, and that of an extension inside OCC, which a restart empties. */
for (const journal of ['database', 'memory'] as const)
  describe(`What a capture tells the acquirer of the goods, with a journal in ${journal}`, function () {
    this.timeout(60_000);
    let folder: string;
    let machine: BetweenSandboxes;
    let oms: OrderManagement;
    let token: string;
    const lines: string[] = [];

    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'capture-details-'));
      const location = journalLocation(journal, folder);
      machine = await startBetweenSandboxes({
        environment: { JOURNAL: location },
        siteSettings: { 'isv-occ-gateway': { '*': { '*': { captureDetails: true } } } },
        writeLine: (line) => void lines.push(line),
      });
      machine.cybersource.control.setSearchLagMs(0);
      oms = await createOrderManagement(machine, 'unused-');
      const login = await fetch(`${machine.occ.url}/ccadmin/v1/login`, {
        method: 'POST',
        headers: { authorization: 'Bearer sandbox-application-key' },
        body: new URLSearchParams({ grant_type: 'client_credentials' }),
      });
      token = ((await login.json()) as { readonly access_token: string }).access_token;
      const property = {
        label: 'x',
        type: 'shortText',
        uiEditorType: 'shortText',
        internalOnly: false,
        required: false,
      };
      await administer('/ccadmin/v1/orderTypes/order', {
        properties: {
          x_purchaseOrderNumber: property,
          x_purchaseContactName: property,
          x_taxTypeCode: property,
        },
      });
    });

    after(async () => {
      await machine.close();
      rmSync(folder, { recursive: true });
    });

    async function administer(target: string, json: object): Promise<void> {
      const answered = await fetch(machine.occ.url + target, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'x-ccsite': 'siteUS',
        },
        body: JSON.stringify(json),
      });
      expect(answered.status, await answered.text()).to.equal(200);
    }

    /** Two pour-over sets at 48.00 and a lamp at 125.75, with ten percent off: 199.57 USD. */
    async function aCompanysOrder(): Promise<{ readonly orderId: string; readonly requestId: string }> {
      const { firstName, lastName, address1, city, state, postalCode, country } = anAddress();
      const address = {
        firstName,
        lastName,
        address1,
        city,
        state,
        postalCode,
        country,
        email: 'ada@example.com',
      };
      const placed = (await (
        await fetch(`${machine.occ.url}/ccstore/v1/orders`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-ccsite': 'siteUS' },
          body: JSON.stringify({
            op: 'complete',
            shoppingCart: {
              items: [
                { productId: 'ceramic-pour-over', quantity: 2 },
                { productId: 'desk-lamp', quantity: 1 },
              ],
              coupons: [{ code: 'ALDER10' }],
            },
            shippingAddress: address,
            billingAddress: address,
            email: address.email,
            payments: [
              {
                type: 'generic',
                customProperties: {
                  paymentType: 'googlepay',
                  paymentToken: aGooglePayPayload().replaceAll('=', '~W!C@O#n'),
                },
              },
            ],
          }),
        })
      ).json()) as { readonly id: string };
      await administer(`/ccadmin/v1/orders/${placed.id}`, {
        x_purchaseOrderNumber: 'PO-2026-0042',
        x_purchaseContactName: 'Ada Lovelace',
        x_taxTypeCode: 'TX',
      });
      const [view] = machine.cybersource.ledger({ reference: placed.id });
      const requestId = view?.transactions[0]?.id;
      if (requestId === undefined) throw new Error(JSON.stringify(placed));
      return { orderId: placed.id, requestId };
    }

    async function capture(amount: number, changes: object): Promise<OmsAnswer & { readonly body: unknown }> {
      const { orderId, requestId } = await aCompanysOrder();
      if (journal === 'memory') await machine.restart();
      const answer = await oms.call('/capture', {
        merchantReferenceNumber: orderId,
        transactionId: requestId,
        currency: 'USD',
        amount: String(amount),
        ...changes,
      });
      const sent = machine.cybersource.control.calls().findLast((call) => call.path.endsWith('/captures'));
      return { ...answer, body: sent?.body };
    }

    it('is level III where what is shipped comes to its amount', async () => {
      const { status, body } = await capture(4_320, {
        lines: [{ lineId: 'ci1', quantity: 1 }],
        shipFromPostalCode: '10001',
      });
      expect(status).to.equal(200);
      expect(at(body, 'processingInformation.purchaseLevel')).to.equal('3');
      const { purchaseOrderDate, ...invoiceDetails } = at(body, 'orderInformation.invoiceDetails') as Record<
        string,
        unknown
      >;
      expect(purchaseOrderDate).to.match(/^\d{4}-\d\d-\d\d$/);
      expect({ ...(at(body, 'orderInformation') as object), invoiceDetails }).to.deep.equal({
        amountDetails: {
          totalAmount: '43.20',
          currency: 'USD',
          taxAmount: '0.00',
          freightAmount: '0.00',
          discountAmount: '4.80',
          taxTypeCode: 'TX ',
        },
        shipTo: { administrativeArea: 'MA', postalCode: '01234', country: 'US' },
        lineItems: [
          {
            productName: 'Pour-over set',
            productCode: 'ceramic-pour-over',
            productSku: 'ceramic-pour-over',
            quantity: 1,
            unitPrice: '48.00',
            totalAmount: '48.00',
            taxAmount: '0.00',
          },
        ],
        invoiceDetails: {
          purchaseOrderNumber: 'PO-2026-0042',
          purchaseContactName: 'Ada Lovelace',
          taxable: false,
        },
        shippingDetails: { shipFromPostalCode: '10001' },
      });
    });

    it('is all of it where everything is captured at once', async () => {
      const { status, body } = await capture(19_957, {});
      expect(status).to.equal(200);
      expect(at(body, 'processingInformation.purchaseLevel')).to.equal('3');
      expect(at(body, 'orderInformation.lineItems')).to.have.length(2);
      expect(at(body, 'orderInformation.amountDetails.discountAmount')).to.equal('22.18');
    });

    it('is the purchase order without items where they do not come to the amount, and the log says so', async () => {
      const { status, body } = await capture(1_234, {});
      expect(status).to.equal(200);
      expect(at(body, 'processingInformation.purchaseLevel')).to.equal(undefined);
      expect(at(body, 'orderInformation.lineItems')).to.equal(undefined);
      expect(at(body, 'orderInformation.invoiceDetails.purchaseOrderNumber')).to.equal('PO-2026-0042');
      expect(lines.join('\n')).to.match(/capture\.without-items.*sums/);
    });
  });
