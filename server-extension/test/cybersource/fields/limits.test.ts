import { expect } from 'chai';
import type { FieldGrammar, FieldGrammars, ListOf } from '../../../src/cybersource/fields/grammar.ts';
import { paymentFields } from '../../../src/cybersource/fields/payment-fields.ts';

/**
 * How long each field may be, in characters, and how many entries each list (`[]`) may have (CyberSource: REST API
 * specification). A field that takes a few words only, or a value of its own format, is not here.
 */
const LIMITS: Readonly<Record<string, number>> = {
  'clientReferenceInformation.code': 50,
  'clientReferenceInformation.transactionId': 60,
  'clientReferenceInformation.pausedRequestId': 64,
  'clientReferenceInformation.comments': 255,
  'clientReferenceInformation.applicationName': 60,
  'clientReferenceInformation.applicationVersion': 60,
  'clientReferenceInformation.applicationUser': 60,
  'clientReferenceInformation.partner.developerId': 8,
  'clientReferenceInformation.partner.solutionId': 8,
  'processingInformation.paymentSolution': 12,
  'processingInformation.actionList[]': 10,
  'processingInformation.actionTokenTypes[]': 4,
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.previousTransactionId': 15,
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.originalAuthorizedAmount': 61,
  'processingInformation.authorizationOptions.initiator.merchantInitiatedTransaction.reason': 1,
  'paymentInformation.card.expirationMonth': 2,
  'paymentInformation.card.expirationYear': 4,
  'paymentInformation.card.type': 3,
  'paymentInformation.card.typeSelectionIndicator': 1,
  'paymentInformation.fluidData.value': 65_536,
  'paymentInformation.fluidData.descriptor': 65_536,
  'paymentInformation.customer.id': 64,
  'paymentInformation.paymentInstrument.id': 64,
  'paymentInformation.instrumentIdentifier.id': 64,
  'tokenInformation.transientTokenJwt': 65_536,
  'tokenInformation.transientToken': 65_536,
  'orderInformation.amountDetails.totalAmount': 19,
  'orderInformation.amountDetails.subTotalAmount': 19,
  'orderInformation.amountDetails.taxAmount': 12,
  'orderInformation.amountDetails.freightAmount': 13,
  'orderInformation.amountDetails.additionalAmount': 19,
  'orderInformation.amountDetails.discountAmount': 15,
  'orderInformation.amountDetails.dutyAmount': 15,
  'orderInformation.amountDetails.nationalTaxIncluded': 1,
  'orderInformation.amountDetails.taxAppliedAfterDiscount': 1,
  'orderInformation.amountDetails.taxAppliedLevel': 1,
  'orderInformation.amountDetails.taxDetails[]': 10,
  'orderInformation.amountDetails.taxDetails[].amount': 13,
  'orderInformation.amountDetails.taxDetails[].code': 4,
  'orderInformation.amountDetails.taxDetails[].taxId': 15,
  'orderInformation.amountDetails.taxDetails[].exemptionCode': 1,
  'orderInformation.billTo.firstName': 60,
  'orderInformation.billTo.lastName': 60,
  'orderInformation.billTo.address1': 60,
  'orderInformation.billTo.address2': 60,
  'orderInformation.billTo.locality': 50,
  'orderInformation.billTo.administrativeArea': 20,
  'orderInformation.billTo.postalCode': 10,
  'orderInformation.billTo.phoneNumber': 15,
  'orderInformation.billTo.company.name': 60,
  'orderInformation.shipTo.firstName': 60,
  'orderInformation.shipTo.lastName': 60,
  'orderInformation.shipTo.address1': 60,
  'orderInformation.shipTo.address2': 60,
  'orderInformation.shipTo.locality': 50,
  'orderInformation.shipTo.administrativeArea': 20,
  'orderInformation.shipTo.postalCode': 10,
  'orderInformation.shipTo.phoneNumber': 15,
  'orderInformation.shipTo.company': 60,
  'orderInformation.lineItems[]': 98,
  'orderInformation.lineItems[].productName': 255,
  'orderInformation.lineItems[].productCode': 255,
  'orderInformation.lineItems[].productSku': 255,
  'orderInformation.lineItems[].unitPrice': 15,
  'orderInformation.lineItems[].totalAmount': 13,
  'orderInformation.lineItems[].taxAmount': 15,
  'orderInformation.lineItems[].discountAmount': 13,
  'orderInformation.lineItems[].discountRate': 2,
  'orderInformation.lineItems[].commodityCode': 15,
  'orderInformation.lineItems[].unitOfMeasure': 12,
  'orderInformation.lineItems[].taxTypeCode': 4,
  'orderInformation.lineItems[].taxStatusIndicator': 1,
  'orderInformation.lineItems[].unitTaxAmount': 10,
  'orderInformation.lineItems[].taxDetails[]': 10,
  'orderInformation.lineItems[].taxDetails[].amount': 13,
  'orderInformation.lineItems[].taxDetails[].code': 4,
  'orderInformation.lineItems[].taxDetails[].taxId': 15,
  'orderInformation.lineItems[].taxDetails[].exemptionCode': 1,
  'orderInformation.invoiceDetails.invoiceNumber': 20,
  'orderInformation.invoiceDetails.purchaseOrderNumber': 25,
  'orderInformation.invoiceDetails.purchaseContactName': 36,
  'orderInformation.invoiceDetails.vatInvoiceReferenceNumber': 15,
  'orderInformation.invoiceDetails.commodityCode': 4,
  'orderInformation.shippingDetails.shipFromPostalCode': 9,
  'reversalInformation.amountDetails.totalAmount': 19,
  'buyerInformation.merchantCustomerId': 100,
  'deviceInformation.fingerprintSessionId': 88,
  'deviceInformation.userAgentBrowserValue': 255,
  'deviceInformation.httpAcceptBrowserValue': 255,
  'deviceInformation.httpAcceptContent': 256,
  'deviceInformation.httpBrowserLanguage': 8,
  'deviceInformation.httpBrowserColorDepth': 2,
  'deviceInformation.httpBrowserScreenHeight': 6,
  'deviceInformation.httpBrowserScreenWidth': 6,
  'deviceInformation.httpBrowserTimeDifference': 4,
  'promotionInformation.code': 100,
  'consumerAuthenticationInformation.referenceId': 255,
  'consumerAuthenticationInformation.authenticationTransactionId': 64,
  'merchantInformation.merchantDescriptor.name': 22,
  'merchantInformation.merchantDescriptor.contact': 13,
  'merchantDefinedInformation[]': 100,
  'merchantDefinedInformation[].key': 2,
  'merchantDefinedInformation[].value': 255,
};

/** One more than each length that occurs is among them. */
const LENGTHS = [...Array.from({ length: 300 }, (_, index) => index + 1), 65_535, 65_536, 65_537];

/** The longest text of letters or of digits that is left of what a field is given; 0 where nothing is. */
function longest(row: FieldGrammar): number {
  const kept = ['A', '1'].flatMap((character) => LENGTHS.map((length) => row(character.repeat(length), {})));
  return Math.max(...kept.map((text) => (typeof text === 'string' ? text.length : 0)));
}

function limitsOf(row: FieldGrammar | FieldGrammars | ListOf, path: string): readonly [string, number][] {
  if (typeof row === 'function') return [[path, longest(row)]];
  if (typeof row.most !== 'number')
    return Object.entries(row as FieldGrammars).flatMap(([name, each]) =>
      limitsOf(each, path === '' ? name : `${path}.${name}`),
    );
  const { each } = row as ListOf;
  return [[`${path}[]`, row.most], ...(typeof each === 'function' ? [] : limitsOf(each, `${path}[]`))];
}

describe('The length of a field that is sent to CyberSource', () => {
  const limits = Object.fromEntries(limitsOf(paymentFields, '').filter(([, limit]) => limit > 0));

  for (const [path, limit] of Object.entries(LIMITS))
    it(`${path} is ${limit} at most`, () => {
      expect(limits[path]).to.equal(limit);
    });

  it('has a row here for each field that has one', () => {
    expect(Object.keys(limits).sort()).to.deep.equal(Object.keys(LIMITS).sort());
  });
});
