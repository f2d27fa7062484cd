import { expect } from 'chai';
import { routeOf } from '../../../src/cybersource/notifications/event-types.ts';

describe('The event type of a notification', () => {
  for (const [operation, intent] of [
    ['authorization', 'authorization'],
    ['capture', 'capture'],
    ['refund', 'refund'],
    ['credit', 'refund'],
    ['void', 'void'],
    ['reversal', 'reversal'],
  ] as const)
    it(`payments.${operation} is about a payment’s ${intent}, or its batch once it was updated`, () => {
      const hasBatch = intent === 'capture' || intent === 'refund';
      for (const status of ['accepted', 'rejected', 'reviewed', 'partiallyApproved'])
        expect(routeOf(`payments.${operation}.status.${status}`)).to.deep.equal({ topic: 'payment', intent });
      expect(routeOf(`payments.${operation}.status.updated`)).to.deep.equal({
        topic: hasBatch ? 'batch' : 'payment',
        intent,
      });
    });

  for (const [eventType, topic] of [
    ['risk.casemanagement.decision.accept', 'review'],
    ['risk.casemanagement.decision.reject', 'review'],
    ['RISK.CaseManagement.Decision.Accept', 'review'],
    ['tms.networktoken.provisioned', 'card'],
    ['tms.networktoken.updated', 'card'],
    ['tms.token.pan_updated', 'card'],
    ['TMS.Token.Updated', 'card'],
  ] as const)
    it(`${eventType} is about a ${topic}`, () => {
      expect(routeOf(eventType)).to.deep.equal({ topic });
    });

  it('is read in any case', () => {
    expect(routeOf('Payments.Capture.Status.UPDATED')).to.deep.equal({ topic: 'batch', intent: 'capture' });
  });

  for (const eventType of [
    '',
    'payments.capture',
    'payments.capture.status',
    'payments.capture.status.',
    'payments.capture.status.a.b',
    'payments.capture.status.a1',
    'xpayments.capture.status.accepted',
    'payments.payout.status.accepted',
    'payments.tostring.status.accepted',
    'risk.casemanagement.decision.review',
    'risk.casemanagement.decision.accepted',
    'xrisk.casemanagement.decision.accept',
    'tms.customer.updated',
    'tms.token.',
    'tms.token.updated.twice',
    'tms.token.updated1',
    'xtms.token.updated',
  ])
    it(`“${eventType}” is one that has no handler`, () => {
      expect(routeOf(eventType)).to.deep.equal({ topic: 'other' });
    });
});
