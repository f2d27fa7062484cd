/** A guard that is switched off, to see whether the checks notice. */
export interface GuardMutant {
  readonly name: string;
  /** Below `server-extension/src/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly from: string;
  readonly to: string;
  /** Only instances with journals of their own need it: it is switched off as with `--occ-mode`. */
  readonly isOwnJournals?: true;
}

export const mutants: readonly GuardMutant[] = [
  {
    name: 'a delivery is claimed once',
    file: 'journal/claim-decision.ts',
    from: '  if (latest !== undefined) {',
    to: '  if (latest !== undefined && latest.fingerprint !== request.fingerprint) {',
  },
  {
    name: 'the same id with another body is refused',
    file: 'journal/claim-decision.ts',
    from: "if (latest.fingerprint !== request.fingerprint) return { kind: 'mismatch', attempt: latest };",
    to: '',
  },
  {
    name: 'what a shopper heard a no to is not sent again',
    file: 'journal/claim-decision.ts',
    from: ' || wasAnswered(latest)',
    to: '',
  },
  {
    name: 'one live authorization for each payment group',
    file: 'payments/rules/claim-rule.ts',
    from: 'return blockedByAnother(command, ofCheckout, decision);',
    to: 'return blockedByAnother(command, ofCheckout, decision && PROCEED);',
  },
  {
    name: 'of the orders of one checkout one is paid',
    file: 'payments/rules/claim-rule.ts',
    from: '  if (other === undefined) return claimDecision;',
    to: '  if (other !== undefined) return claimDecision;\n  if (other === undefined) return claimDecision;',
  },
  {
    name: 'what is under way or unknown counts as used',
    file: 'domain/payment/payment.ts',
    from: "application === 'unresolved' && step.amount.minor > 0",
    to: "application === 'unresolved' && step.amount.minor < 0",
  },
  {
    name: 'no more is captured than is held',
    file: 'payments/rules/plan.ts',
    from: "followOnStrategyOf(state, 'capture') === 'capture' && fits(command.amount, capturable)",
    to: "followOnStrategyOf(state, 'capture') === 'capture'",
  },
  {
    name: 'a reduction that was made is not made again',
    file: 'payments/rules/follow-on/whole-amount.ts',
    from: "isApplied(attempt) && attempt.operation !== 'reauthorize'",
    to: "isApplied(attempt) && attempt.operation !== 'reauthorize' && attempt.operation !== 'void'",
  },
  {
    name: 'an expired hold is not captured',
    file: 'payments/rules/follow-on/holds.ts',
    from: 'expiresAt > rules.now && ',
    to: '',
  },
  {
    name: 'an expired hold is authorized again only where the settings say so',
    file: 'payments/rules/follow-on/capture.ts',
    from: 'if (!holdRules.reauthorize) return { problem: holdExpired(amount) };',
    to: '',
  },
  {
    name: 'what was authorized again is captured of the new hold',
    file: 'payments/rules/follow-on/capture.ts',
    from: 'hold.isRenewed ? { ...command, original: hold.ref } : command',
    to: 'command',
  },
  {
    name: 'what was done in Business Center counts once it was read',
    file: 'payments/overview/read-order.ts',
    from: '(await journal.record(noticed)).forEach(onChangedElsewhere);',
    to: ';',
  },
  {
    name: 'who has charged a card hears what became of it',
    file: 'payments/execute-payment.ts',
    from: "if (attempt.caller !== 'webhook') return paid;",
    to: '',
  },
  {
    name: 'no more is refunded than was taken',
    file: 'payments/rules/follow-on/refund.ts',
    from: '  if (!fits(command.amount, payment.refundable)) return { problem };',
    to: "  const [oldest] = payment.captures;\n  if (oldest !== undefined)\n    return { steps: [{ ...about(command), type: 'refund', original: oldest.ref, of: oldest.of, amount: command.amount }] };",
  },
  {
    name: 'an attempt is in the journal before the call',
    file: 'journal/memory.ts',
    from: 'add(decision.attempt);',
    to: "if (request.operation !== 'authorize') add(decision.attempt);",
  },
  {
    name: 'a result that is written stays',
    file: 'journal/memory.ts',
    from: "if (typeof kept === 'string') return deserialize(kept);",
    to: "if (typeof kept === 'string') {\n        const changed: PaymentAttempt = { ...deserialize(kept), result, completedAt: at };\n        replace(kept, changed);\n        return changed;\n      }",
  },
  {
    name: 'a result that cannot be written is kept',
    file: 'journal/pending-results.ts',
    from: '    keep(pendingResult);\n    writeLater();',
    to: '',
  },
  {
    name: 'what a shopper was told stays',
    file: 'payments/execute-payment.ts',
    from: 'return reportedResult === undefined || wasAccepted ? paid : { ...paid, result: reportedResult };',
    to: 'return paid;',
  },
  {
    name: 'a capture that is unknown is not called declined',
    file: 'occ/response/response-codes.ts',
    from: "    declined: '12000',\n    refused: '12000',\n    'not-sent': undefined,\n    unknown: undefined,",
    to: "    declined: '12000',\n    refused: '12000',\n    'not-sent': undefined,\n    unknown: '12000',",
  },
  {
    name: 'a refund that is unknown is not called declined',
    file: 'occ/response/response-codes.ts',
    from: "    declined: '7000',\n    refused: '7000',\n    'not-sent': undefined,\n    unknown: undefined,",
    to: "    declined: '7000',\n    refused: '7000',\n    'not-sent': undefined,\n    unknown: '7000',",
  },
  {
    name: 'what is unknown is not asked for again',
    file: 'payments/rules/plan.ts',
    from: "  if (attempt.result?.outcome === 'unknown') return true;\n",
    to: "  if (attempt.result?.outcome === 'unknown') return false;\n",
  },
  {
    name: 'an unknown authorization is undone',
    file: 'payments/recovery/recovery-table.ts',
    from: "order: NO_ORDER, reversal: 'not-made' },\n    action: 'reverse',",
    to: "order: NO_ORDER, reversal: 'not-made' },\n    action: 'declare-never-sent',",
  },
  {
    name: 'an empty search proves nothing at first',
    file: 'payments/recovery/resolve-outcome.ts',
    from: 'return runs >= RUNS_BEFORE_PROOF && now().getTime() - completedAt.getTime() >= timings.searchLagMs;',
    to: 'return true;',
  },
  {
    name: 'an attempt without an end is found out',
    file: 'payments/recovery/recovery-task.ts',
    from: "if (result === undefined || completedAt === undefined) return 'in-flight';",
    to: "if (result === undefined || completedAt === undefined) return 'finished';",
  },
  {
    name: 'what is held behind a refusal is reversed',
    file: 'payments/recovery/hold-reversal.ts',
    from: 'if (residualHold === undefined) return',
    to: 'if (residualHold !== undefined) return',
  },
  {
    name: 'an order that OCC never placed keeps no money',
    file: 'payments/recovery/confirm-order-table.ts',
    from: "{ when: { order: 'accepted' }, action: 'done',",
    to: "{ when: { order: ['accepted', 'not-accepted'] }, action: 'done',",
  },
  {
    name: 'a sale under review is a hold',
    file: 'domain/payment/effect.ts',
    from: 'return captureNow && !(',
    to: 'return captureNow || (',
  },
  {
    name: 'who was taken for lost answers what others heard',
    file: 'payments/execute-payment.ts',
    from: 'return asReported(closed, false);',
    to: 'return toExecuted(closed, false);',
  },
  {
    name: 'what OCC has accepted is not undone when its process went away',
    file: 'payments/recovery/resolve-outcome.ts',
    from: "isJournalOwn || (result?.outcome === 'unknown' && result.callerUnknown === true);",
    to: 'isJournalOwn;',
  },
  {
    name: 'an id that is not in the journal yet is asked for again',
    file: 'payments/resolve-payment.ts',
    from: 'if (!ofOrder.some(mayHaveItsId))',
    to: 'if (ofOrder.length > 0)',
  },
  {
    name: 'a key of the caller names one request',
    file: 'routes/oms/oms-command.ts',
    from: "key: ['oms', site, operation, idempotencyKey].join('/') as CommandKey,",
    to: "key: ['oms', site, operation, idempotencyKey, Math.random()].join('/') as CommandKey,",
  },
  {
    name: 'a lost capture or refund is looked for in the records',
    file: 'payments/recovery/recovery-table.ts',
    from: "when: { attempt: FOLLOW_ONS, result: 'unknown', lookup: 'not-made' },\n    action: 'look-up',",
    to: "when: { attempt: FOLLOW_ONS, result: 'unknown', lookup: 'not-made' },\n    action: 'declare-never-sent',",
  },
  {
    name: 'a gateway that fails has not declined',
    file: 'cybersource/outcome/classify-response.ts',
    from: "    default:\n      return 'unknown';",
    to: "    default:\n      return answer.httpStatus < 500 ? 'unknown' : 'declined';",
  },
  {
    name: 'a status that is not documented refuses nothing',
    file: 'cybersource/outcome/classify-response.ts',
    from: "    default:\n      return 'unknown';",
    to: "    default:\n      return answer.httpStatus < 400 || answer.httpStatus >= 500 ? 'unknown' : 'refused';",
  },
  {
    name: 'a 401 may be about a copy of the call',
    file: 'cybersource/outcome/classify-response.ts',
    from: "    default:\n      return 'unknown';",
    to: "    default:\n      return answer.httpStatus === 401 ? 'refused' : 'unknown';",
  },
  {
    name: 'what a duplicate was refused for, the first one may have done',
    file: 'cybersource/outcome/classify-response.ts',
    from: "return isDuplicate(answer) ? 'duplicate' :",
    to: "return isDuplicate(answer) ? 'refused' :",
  },
  {
    name: "the clock goes by the gateway's",
    file: 'assembly/time/clock.ts',
    from: 'if (isCorrected) origin += byMs;',
    to: '',
  },
  {
    name: 'a no that only waits says so',
    file: 'payments/rules/plan.ts',
    from: 'isFinal: !payment.pending',
    to: 'isFinal: true',
  },
  {
    name: "what this journal does not know is judged by the gateway's records",
    file: 'payments/resolve-payment.ts',
    from: 'const recorded = toAttempts(record, { command, payment, settings });',
    to: 'const recorded = toAttempts({ ...record, followOns: [] }, { command, payment, settings });',
    isOwnJournals: true,
  },
  {
    name: "of one payment group one charge stands, also in the gateway's records",
    file: 'payments/rules/charge-basis.ts',
    from: 'return [...recorded.filter((each) => !isInJournal(each)), known];',
    to: 'return [known];',
    isOwnJournals: true,
  },
  {
    name: 'an increment is one, by its own name, in the journal and in the records',
    file: 'payments/rules/recorded-attempts.ts',
    from: 'return (recorded) => recorded.merchantTransactionId === merchantTransactionId;',
    to: 'return () => false;',
    isOwnJournals: true,
  },
  {
    name: 'the number of a turn is taken once',
    file: 'payments/attempt/attempt-executor.ts',
    from: '...(sequence && { sequence }),',
    to: '',
    isOwnJournals: true,
  },
  {
    name: 'money behind a refusal is not forgotten',
    file: 'payments/recovery/hold-reversal.ts',
    from: "return step.kind === 'wait' ? step.until : now();",
    to: "return step.kind === 'wait' ? step.until : undefined;",
  },
];
