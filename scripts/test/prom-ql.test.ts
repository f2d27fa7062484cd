import { expect } from 'chai';
import { alerts } from '../../server-extension/src/telemetry/alerts/alerts.ts';
import { toPromQl } from '../src/generated/monitoring/prom-ql.ts';

describe('Rules for Prometheus', () => {
  it('compare the smallest, largest or most distant value with a threshold', () => {
    expect(toPromQl(alerts.PaymentsNotReady.condition)).to.equal('min(payment_ready) < 1');
    expect(toPromQl(alerts.ClockOff.condition)).to.equal('max(abs(payment_clock_offset_seconds)) > 30');
  });

  it('take several values of a label as one expression', () => {
    expect(toPromQl(alerts.CyberSourceFails.condition)).to.equal(
      'sum(rate(payment_attempts_total{outcome=~"unknown|not-sent"}[5m])) / sum(rate(payment_attempts_total[5m])) > 0.05',
    );
  });

  it('compare both windows of an objective, and ring where nothing has ever succeeded', () => {
    const rule = toPromQl(alerts.PaymentsSlow.condition);
    expect(rule).to.include('[60m]').and.to.include('[5m]').and.to.include(') and (');
    expect(rule.match(/or vector\(0\)/g)).to.have.length(2);
    expect(rule).to.include('> 0.144');
  });
});
