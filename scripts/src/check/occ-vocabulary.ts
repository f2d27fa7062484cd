/** OCC's fields stand in `occ/`: the domain's types have none of them. */
import { readFile } from 'node:fs/promises';
import { webhookBody } from '../../../server-extension/src/occ/webhook/body/webhook-body.ts';
import { inRepository } from '../program/repository.ts';
import type { ProgramResult } from '../program/run-program.ts';
import { sourceFiles } from './source-files.ts';
import { problemsOf, wordsIn } from './vocabulary.ts';

const DOMAIN = 'server-extension/src/domain/';

const OCC = {
  owner: 'OCC',
  adapter: 'server-extension/src/occ/',
  check: 'scripts/src/check/occ-vocabulary.ts',
};

/** Fields of OCC's webhook whose names the payments trade has as well. */
const OF_THE_TRADE: ReadonlySet<string> = new Set([
  'amount',
  'billingAddress',
  'channel',
  'locale',
  'order',
  'orderId',
  'shippingAddress',
]);

/** Fields of OCC's orders, answers and settings, beside those of its webhook. */
const FURTHER = [
  'additionalProperties',
  'amountConvention',
  'commerceItems',
  'customPaymentProperties',
  'gatewaySettings',
  'hostTransactionId',
  'hostTransactionTimestamp',
  'originOfOrder',
  'paymentGroup',
  'paymentGroupId',
  'paymentGroups',
  'PaymentGroupId',
  'paymentState',
  'responseDescription',
  'uiIntervention',
];

/** Words that a file may use all the same: docs/decisions/0038. */
const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'ids.ts': ['PaymentGroupId'],
  // What an administrator writes into a setting to name a property of the payment.
  'merchant-defined.ts': ['customProperties'],
  'payment/command.ts': ['PaymentGroupId', 'paymentGroupId'],
};

/** Checks the domain, and that each exception is still needed. */
export async function checkOccVocabulary(): Promise<ProgramResult> {
  const words = occFieldNames();
  const problems: string[] = [];
  for (const file of (await sourceFiles()).filter((name) => name.startsWith(DOMAIN))) {
    const found = wordsIn(await readFile(inRepository(file), 'utf8'), words);
    problems.push(...problemsOf(file, found, EXCEPTIONS[file.slice(DOMAIN.length)], OCC));
  }
  return { code: problems.length === 0 ? 0 : 1, output: problems.join('\n') };
}

/** The fields that only OCC calls so. */
export function occFieldNames(): ReadonlySet<string> {
  const ofWebhook = Object.keys(webhookBody().shape).filter((name) => !OF_THE_TRADE.has(name));
  return new Set([...ofWebhook, ...FURTHER]);
}
