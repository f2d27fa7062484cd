import { toExpiryMonth, toExpiryYear } from '../../domain/card/card-expiry.ts';
import { toCountryCode } from '../../domain/address/country.ts';
import { toPostCode } from '../../domain/address/post-code.ts';
import { toState } from '../../domain/address/state.ts';
import { toColorDepth } from './color-depth.ts';
import { toDescriptorContact, toDescriptorName } from './descriptor.ts';
import { toEmail } from './email.ts';
import { toFreeText } from './free-text.ts';
import type { FieldGrammars, ListOf } from './grammar.ts';
import {
  amount,
  currency,
  date,
  digits,
  exactly,
  freeText,
  oneOf,
  text,
  webAddress,
  wholeNumber,
  yesOrNo,
} from './grammars.ts';
import { toIpAddress } from '../../domain/network/ip-address.ts';
import { toLanguage } from './language.ts';
import { toPhone } from './phone.ts';

/*
 * Every field that this program sends with a payment, a capture, a reversal, a void or a refund, and what it takes. Lengths:
 * CyberSource's REST API specification; the rest: descriptions of the same fields in its SDK (`docs`).
 */

/** CyberSource takes no more in one payment. */
const LINE_ITEMS_MAX = 98;

/** CyberSource: ids of tokens and transactions. */
const id = exactly(64, /^[\w-]+$/);

/** A token that only CyberSource can read. */
const sealed = exactly(65_536, /^[\x21-\x7e]+$/);

const STATE_LENGTH = 20;

const address: FieldGrammars = {
  firstName: freeText(60),
  lastName: freeText(60),
  address1: freeText(60),
  address2: freeText(60),
  locality: freeText(50),
  administrativeArea: text((value, country) => toFreeText(toState(value, country) ?? '', STATE_LENGTH)),
  postalCode: text(toPostCode),
  country: text(toCountryCode),
  phoneNumber: text(toPhone),
};

export const shipToFields: FieldGrammars = { ...address, company: freeText(60) };

const total: FieldGrammars = { totalAmount: amount(19), currency };

/** CyberSource: a fraction, 0.07 for seven percent. */
const rate = exactly(7, /^0(?:\.\d{1,5})?$/);

const taxDetails: ListOf = {
  most: 10,
  each: {
    type: oneOf('alternate', 'local', 'national', 'vat', 'other', 'green'),
    amount: amount(13),
    rate,
    code: exactly(4, /^\w+$/),
    taxId: exactly(15),
    applied: yesOrNo,
    exemptionCode: exactly(1, /^\w$/),
  },
};

const amountDetails: FieldGrammars = {
  ...total,
  subTotalAmount: amount(19),
  taxAmount: amount(12),
  freightAmount: amount(13),
  additionalAmount: amount(19),
  discountAmount: amount(15),
  dutyAmount: amount(15),
  nationalTaxIncluded: oneOf('0', '1'),
  taxAppliedAfterDiscount: oneOf('0', '1', '2'),
  taxAppliedLevel: oneOf('0', '1', '2', '3', '4'),
  taxTypeCode: text(toTaxTypeCode),
  taxDetails,
};

const lineItem: FieldGrammars = {
  productName: freeText(255),
  productCode: freeText(255),
  productSku: freeText(255),
  quantity: wholeNumber(0, 999_999_999),
  unitPrice: amount(15),
  totalAmount: amount(13),
  taxAmount: amount(15),
  discountAmount: amount(13),
  discountRate: exactly(5, /^\d{1,2}(?:\.\d{1,2})?$/),
  // CyberSource: letters and digits only.
  commodityCode: exactly(15, /^[A-Za-z0-9]+$/),
  unitOfMeasure: exactly(12),
  taxRate: rate,
  taxTypeCode: exactly(4, /^\w+$/),
  taxStatusIndicator: oneOf('0', '1', '2'),
  amountIncludesTax: yesOrNo,
  typeOfSupply: oneOf('00', '01'),
  unitTaxAmount: amount(10),
  taxDetails,
};

/** CyberSource: `056` sales tax in the United States, `TX` and a blank all taxes in Canada. */
function toTaxTypeCode(value: string): string | undefined {
  const code = value.trim();
  if (code === '056') return code;
  return code === 'TX' ? 'TX ' : undefined;
}

/** CyberSource: five to nine digits, with a hyphen in the United States; `A1B 2C3` in Canada. */
const shipFromPostalCode = exactly(10, /^(?:\d{5,9}|\d{5}-\d{4}|[A-Z]\d[A-Z] \d[A-Z]\d)$/i);

const partner: FieldGrammars = { developerId: exactly(8), solutionId: exactly(8) };

const savedToken: FieldGrammars = { id };

export const paymentFields: FieldGrammars = {
  clientReferenceInformation: {
    code: freeText(50),
    transactionId: exactly(60, /^\w+$/),
    pausedRequestId: id,
    comments: exactly(255),
    applicationName: freeText(60),
    applicationVersion: freeText(60),
    applicationUser: freeText(60),
    partner,
  },
  processingInformation: {
    capture: yesOrNo,
    commerceIndicator: oneOf('internet', 'moto', 'recurring'),
    paymentSolution: exactly(12, /^\w+$/),
    purchaseLevel: oneOf('3'),
    actionList: {
      most: 10,
      each: oneOf(
        'CONSUMER_AUTHENTICATION',
        'VALIDATE_CONSUMER_AUTHENTICATION',
        'TOKEN_CREATE',
        'DECISION_SKIP',
      ),
    },
    actionTokenTypes: {
      most: 4,
      each: oneOf('customer', 'paymentInstrument', 'instrumentIdentifier', 'shippingAddress'),
    },
    authorizationOptions: {
      initiator: {
        type: oneOf('customer', 'merchant'),
        credentialStoredOnFile: yesOrNo,
        storedCredentialUsed: yesOrNo,
        merchantInitiatedTransaction: {
          previousTransactionId: exactly(15, /^\w+$/),
          originalAuthorizedAmount: amount(61),
          reason: exactly(1, /^\d$/),
        },
      },
      ignoreAvsResult: yesOrNo,
      ignoreCvResult: yesOrNo,
    },
    captureOptions: {
      captureSequenceNumber: wholeNumber(1, 99),
      totalCaptureCount: wholeNumber(1, 99),
      isFinal: yesOrNo,
    },
  },
  paymentInformation: {
    card: {
      expirationMonth: text(toExpiryMonth),
      expirationYear: text(toExpiryYear),
      type: exactly(3, /^\d{3}$/),
      typeSelectionIndicator: oneOf('0', '1'),
    },
    fluidData: { value: sealed, descriptor: sealed },
    customer: savedToken,
    paymentInstrument: savedToken,
    instrumentIdentifier: savedToken,
  },
  tokenInformation: { transientTokenJwt: sealed, transientToken: sealed },
  orderInformation: {
    amountDetails,
    billTo: { ...address, company: { name: freeText(60) }, email: text(toEmail) },
    shipTo: shipToFields,
    lineItems: { most: LINE_ITEMS_MAX, each: lineItem },
    invoiceDetails: {
      invoiceNumber: exactly(20),
      purchaseOrderNumber: exactly(25),
      purchaseOrderDate: date,
      purchaseContactName: freeText(36),
      taxable: yesOrNo,
      vatInvoiceReferenceNumber: exactly(15),
      commodityCode: exactly(4, /^[A-Za-z0-9]+$/),
    },
    shippingDetails: { shipFromPostalCode },
  },
  reversalInformation: { amountDetails: total },
  buyerInformation: { merchantCustomerId: exactly(100) },
  deviceInformation: {
    ipAddress: text(toIpAddress),
    fingerprintSessionId: exactly(88, /^[\w-]+$/),
    userAgentBrowserValue: freeText(255),
    httpAcceptBrowserValue: freeText(255),
    httpAcceptContent: freeText(256),
    httpBrowserLanguage: text(toLanguage),
    httpBrowserJavaEnabled: yesOrNo,
    httpBrowserJavaScriptEnabled: yesOrNo,
    httpBrowserColorDepth: text(toColorDepth),
    httpBrowserScreenHeight: digits(6),
    httpBrowserScreenWidth: digits(6),
    httpBrowserTimeDifference: exactly(5, /^-?\d{1,4}$/),
  },
  promotionInformation: { code: freeText(100) },
  consumerAuthenticationInformation: {
    referenceId: exactly(255, /^[\w-]+$/),
    returnUrl: webAddress(2_048),
    deviceChannel: oneOf('Browser', 'SDK', '3RI'),
    acsWindowSize: exactly(2, /^0[1-5]$/),
    challengeCode: exactly(2, /^0[1-9]$/),
    authenticationTransactionId: id,
  },
  merchantInformation: {
    merchantDescriptor: { name: text(toDescriptorName), contact: text(toDescriptorContact) },
  },
  riskInformation: {
    buyerHistory: {
      customerAccount: {
        creationHistory: oneOf('GUEST', 'NEW_ACCOUNT', 'EXISTING_ACCOUNT'),
        createDate: date,
      },
      accountPurchases: wholeNumber(0, 999_999),
    },
  },
  merchantDefinedInformation: {
    most: 100,
    each: { key: exactly(3, /^(?:100|[1-9]?\d)$/), value: freeText(255) },
  },
};
