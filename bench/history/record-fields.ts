/** The format of a history: every type of record, and every field. The guide's tables and the check of files follow from it. */

/** How a value is written. `id` and `text` are strings, `instant` is milliseconds since 1970, `minor` whole minor units. */
export type FieldKind =
  'id' | 'text' | 'instant' | 'duration' | 'minor' | 'count' | 'flag' | readonly string[];

export interface RecordField {
  readonly kind: FieldKind;
  readonly meaning: string;
  readonly isOptional?: true;
}

export interface RecordTypeDeclaration {
  readonly meaning: string;
  readonly fields: Readonly<Record<string, RecordField>>;
}

export const FORMAT_VERSION = 1;

const field = <const Kind extends FieldKind>(kind: Kind, meaning: string) => ({ kind, meaning });
const optional = <const Kind extends FieldKind>(kind: Kind, meaning: string) =>
  ({ kind, meaning, isOptional: true }) as const;

const at = field('instant', 'When it happened, by the one clock of the proof');
const orderId = field('id', 'OCC’s order, CyberSource’s merchant reference');
const paymentGroupId = field('id', 'The payment group of the order');
const currency = field('text', 'ISO 4217, in capitals');

/** What a caller asks the extension for. */
export const ASKED_OPERATIONS = [
  'authorize',
  'capture',
  'void',
  'refund',
  'reverse',
  'reduce',
  'increment',
  'charge',
] as const;

/** In the order in which they appear in a history. */
export const RECORD_TYPES = {
  history: {
    meaning: 'The first line of each history: what made it, and what is promised of it.',
    fields: {
      version: field('count', `Version of this format: ${FORMAT_VERSION}`),
      source: field(['simulation', 'processes'], 'Which proof it was'),
      seed: field('text', 'What chance was drawn from'),
      at,
      journal: field(
        ['shared', 'own'],
        'One durable journal for all instances, or one in the memory of each, as inside OCC',
      ),
      doubleHoldMs: field(
        'duration',
        'How long two authorizations of one payment group may hold money at the same time (P2)',
      ),
      settledWithinMs: field(
        'duration',
        'How long after the last fault a lost answer may stay unresolved (P4)',
      ),
      callersRepeat: field('flag', 'Every caller repeats its request until the answer is certain'),
    },
  },
  request: {
    meaning: 'A request that a caller sent to the extension. A repeated delivery is a record of its own.',
    fields: {
      at,
      request: field('count', 'Number of the request in this history'),
      caller: field(['occ', 'oms'], 'OCC’s payment webhook, or the order management'),
      operation: field(ASKED_OPERATIONS, 'What it asks for'),
      key: field(
        'id',
        'What makes two deliveries the same request: OCC’s ids of it, or the `Idempotency-Key` of the order management, or else a digest of what it says',
      ),
      digest: field('text', 'Digest of the body: equal for equal bytes'),
      siteId: field('id', 'OCC’s site'),
      orderId,
      paymentGroupId: optional('id', 'The payment group, where the request names it'),
      of: optional('id', 'CyberSource’s id of what it refers to, where the request names one'),
      amount: field('minor', 'The amount that it asks for; of a void what is to be given up'),
      currency,
      once: optional('flag', 'Its caller does not repeat it: a second click, a forged copy'),
    },
  },
  answer: {
    meaning: 'The answer of the extension to a request. A request without one was not answered.',
    fields: {
      at,
      request: field('count', 'Number of the request'),
      status: field('count', 'HTTP status'),
      body: field('text', 'The body as it was sent'),
      lost: optional('flag', 'It did not reach the caller'),
    },
  },
  change: {
    meaning: 'What a person did in CyberSource’s Business Center, without the extension.',
    fields: {
      at,
      operation: field(['capture', 'void', 'refund'], 'What it comes to; a reversal is a void'),
      orderId,
      paymentGroupId,
      amount: field('minor', 'Captured, reversed or refunded'),
    },
  },
  outcome: {
    meaning: 'The journal was told how an attempt ended, or ended after all.',
    fields: {
      at,
      attemptId: field('id', 'The merchant transaction id of the attempt'),
      outcome: field('text', 'As of the record `attempt`'),
    },
  },
  transaction: {
    meaning: 'An entry of the gateway’s book, which is the truth about the money.',
    fields: {
      at,
      id: field('id', 'CyberSource’s id of it'),
      rootId: field('id', 'The payment that it belongs to; its own id for a payment'),
      of: optional('id', 'What it was done to; absent in a payment'),
      kind: field(
        ['payment', 'increment', 'capture', 'reversal', 'refund', 'void', 'credit'],
        'Authorizations and sales are payments',
      ),
      status: optional('text', 'CyberSource’s status, where the book has one'),
      amount: field('minor', 'What it moved; of a payment what was authorized'),
      captured: optional('minor', 'Of a payment: what was captured with it'),
      final: optional('flag', 'Of a capture: what is left of the hold is released'),
      currency,
      orderId: optional('id', 'The merchant reference it was sent with'),
      merchantTransactionId: optional('id', 'The merchant transaction id it was sent with'),
      attemptId: optional(
        'id',
        'The attempt that its comment names, where that is not its merchant transaction id',
      ),
    },
  },
  attempt: {
    meaning: 'An attempt in the journal at the end; of journals in memory, as last heard of.',
    fields: {
      at,
      attemptId: field('id', 'Its merchant transaction id'),
      key: optional(
        'id',
        'The key of the request that it carries out, where the journal tells it; a further step ends in `/2` and so on',
      ),
      operation: field('text', 'authorize, capture, void, refund, increment, reduce, charge, reauthorize'),
      caller: field(
        'text',
        'Who asked for it: webhook, oms, the extension itself, external for what was done elsewhere',
      ),
      orderId,
      paymentGroupId: optional('id', 'The payment group, where the journal knows it'),
      of: optional('id', 'CyberSource’s id of what it refers to, where the payment group is not known'),
      amount: field('minor', 'The amount'),
      currency,
      outcome: field(
        ['approved', 'pending', 'challenge', 'declined', 'refused', 'not-sent', 'unknown', 'in-flight'],
        'How it ended, as far as is known; in-flight: no end was written',
      ),
      gatewayId: optional('id', 'CyberSource’s id of what it came to'),
      resolvedAt: optional('instant', 'When a lost answer was resolved'),
      manualReview: optional('flag', 'A person has to look at it'),
    },
  },
  order: {
    meaning: 'An order in OCC at the end.',
    fields: {
      orderId,
      siteId: field('id', 'OCC’s site'),
      state: field('text', 'OCC’s state of the order'),
      checkoutId: optional('id', 'The checkout that it was placed in'),
      holdMs: optional('duration', 'After so long the issuer releases what is held, where it does'),
    },
  },
  'payment-group': {
    meaning: 'A payment group of an order in OCC at the end.',
    fields: {
      orderId,
      paymentGroupId,
      amount: field('minor', 'What is to be paid with it'),
      currency,
      state: field('text', 'OCC’s state of the payment group'),
      accepted: field('flag', 'OCC was told yes, and has placed the order with it'),
    },
  },
  phase: {
    meaning: 'A turn of the proof.',
    fields: {
      at,
      phase: field(['faults-end', 'end'], 'From here on nothing goes wrong; here everything was read'),
      tasksLeft: optional('count', 'At the end: recovery tasks that are left and need no person'),
    },
  },
} as const satisfies Readonly<Record<string, RecordTypeDeclaration>>;
