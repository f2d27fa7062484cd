import { expect } from 'chai';
import type {
  SystemRecords,
  GatewayPayment,
  GatewayStep,
  JournalRecord,
  OccPaymentGroup,
  ReportedTotals,
} from '../../processes/findings/payment-records.ts';
import { check, doubleHolds, type ConsistencyReport } from '../../processes/findings/check.ts';

const NOTHING = { least: 0, most: 0 };

describe('the reconciliation of journal, OCC and gateway', () => {
  it('has nothing to say about a captured order on which all three agree', () => {
    expect(found({})).to.deep.equal([]);
  });

  it('finds a payment group that is paid twice', () => {
    const second = { id: 'p2', merchantTransactionId: 'm2' };
    expect(
      found({
        gateway: [aPayment(), aPayment(second)],
        journal: [aRow(), aCapture(), aRow({ gatewayId: 'p2', merchantTransactionId: 'm2' })],
      }),
    ).to.include('doubleCharges');
  });

  it('finds more taken than was held', () => {
    expect(found({ gateway: [aPayment({ captured: 150, open: -50 })] })).to.include('overCaptures');
  });

  it('finds a capture after everything was reversed', () => {
    expect(found({ gateway: [aPayment({ open: -100 })] })).to.include('overCaptures');
  });

  it('finds more refunded than was captured', () => {
    expect(found({ gateway: [aPayment({ refunded: 101 })] })).to.include('overRefunds');
  });

  it('finds money that is kept for an order that OCC never placed', () => {
    expect(found({ occ: [aGroup({ accepted: false })] })).to.include('lost');
    expect(found({ occ: [] })).to.include('lost');
  });

  it('finds a placed order without money', () => {
    const gone = aPayment({ captured: 0, heldUntil: 2, steps: [] });
    expect(
      found({
        gateway: [gone],
        journal: [aRow()],
        reported: [reported({ captured: { least: 0, most: 100 } })],
      }),
    ).to.deep.equal(['lost']);
  });

  it('finds a capture that was promised and not made, and one that was denied and made', () => {
    expect(found({ reported: [reported({ captured: { least: 101, most: 200 } })] })).to.include('lost');
    expect(found({ reported: [reported({ captured: NOTHING })] })).to.include('lost');
  });

  it('finds money that is kept after a cancellation that was confirmed', () => {
    expect(found({ reported: [reported({ cancelled: 'done' })] })).to.include('lost');
  });

  it('finds an unknown outcome, and what waits for a manual review', () => {
    for (const strange of [{ outcome: 'unknown' }, { outcome: 'in-flight' }, { needsPerson: true }] as const)
      expect(found({ journal: [aRow(), aCapture(strange)] })).to.include('unknown');
  });

  it('finds calls that the journal does not know of', () => {
    expect(found({ journal: [aCapture()] })).to.include('disagreements');
    expect(found({ journal: [aRow()] })).to.include('disagreements');
  });

  it('finds what the journal takes for made or undone, and the gateway does not', () => {
    const denied = aRow({ outcome: 'not-sent', gatewayId: undefined });
    expect(found({ journal: [denied, aCapture()] })).to.include('disagreements');
    expect(found({ journal: [aRow(), aCapture({ outcome: 'declined' })] })).to.include('disagreements');
    expect(found({ journal: [aRow(), aCapture({ gatewayId: 'unknown' })] })).to.include('disagreements');
    expect(found({ journal: [aRow(), aCapture({ amount: 99 })] })).to.include('disagreements');
  });

  it('measures how long a payment group held money twice', () => {
    const first = aPayment({ heldFrom: 1_000, heldUntil: 5_000 });
    const second = aPayment({ id: 'p2', merchantTransactionId: 'm2', heldFrom: 3_000 });
    const journal = [aRow(), aRow({ merchantTransactionId: 'm2', gatewayId: 'p2' })];
    expect(doubleHolds(records({ gateway: [second, first], journal }))).to.deep.equal([
      { orderId: 'o1', ms: 2_000 },
    ]);
  });
});

function found(overrides: Partial<SystemRecords>): readonly string[] {
  const findings = check(records(overrides));
  return (Object.keys(findings) as (keyof ConsistencyReport)[]).filter((kind) => findings[kind].length > 0);
}

function records(overrides: Partial<SystemRecords>): SystemRecords {
  return {
    gateway: [aPayment()],
    journal: [aRow(), aCapture()],
    occ: [aGroup()],
    reported: [reported()],
    ...overrides,
  };
}

function aPayment(overrides: Partial<GatewayPayment> = {}): GatewayPayment {
  const capture: GatewayStep = {
    id: 'c1',
    kind: 'capture',
    amount: 100,
    merchantTransactionId: 'mc1',
    voided: false,
  };
  return {
    id: 'p1',
    orderId: 'o1',
    merchantTransactionId: 'm1',
    authorized: 100,
    captured: 100,
    refunded: 0,
    open: 0,
    heldFrom: 1,
    steps: [capture],
    ...overrides,
  };
}

function aRow(overrides: Partial<JournalRecord> = {}): JournalRecord {
  return {
    orderId: 'o1',
    paymentGroupId: 'pg1',
    operation: 'authorize',
    outcome: 'approved',
    amount: 100,
    merchantTransactionId: 'm1',
    gatewayId: 'p1',
    ...overrides,
  };
}

function aCapture(overrides: Partial<JournalRecord> = {}): JournalRecord {
  return aRow({
    paymentGroupId: undefined,
    operation: 'capture',
    outcome: 'pending',
    merchantTransactionId: 'mc1',
    gatewayId: 'c1',
    ...overrides,
  });
}

function aGroup(overrides: Partial<OccPaymentGroup> = {}): OccPaymentGroup {
  return { orderId: 'o1', paymentGroupId: 'pg1', amount: 100, accepted: true, ...overrides };
}

function reported(overrides: Partial<ReportedTotals> = {}): ReportedTotals {
  return {
    orderId: 'o1',
    captured: { least: 100, most: 100 },
    refunded: NOTHING,
    cancelled: 'no',
    ...overrides,
  };
}
