import { expect } from 'chai';
import {
  createRunbookAddress,
  type ReportedAlert,
  toAlertMessage,
} from '../../../src/telemetry/alerts/messages/alert-message.ts';

const alert = (name: string, severity: 'page' | 'ticket', resolvedAt?: Date): ReportedAlert => ({
  name,
  definition: { severity, summary: `${name} happens.`, runbook: `run-${name}` },
  firingSince: new Date('2026-01-31T10:00:00Z'),
  ...(resolvedAt !== undefined && { resolvedAt }),
  instances: ['one', 'two'],
});
const over = new Date('2026-01-31T11:00:00Z');
const message = (...alerts: readonly ReportedAlert[]) => toAlertMessage(alerts, createRunbookAddress());

describe('A message about alerts', () => {
  it('names in its subject what fires, what is over, or both', () => {
    expect(message(alert('A', 'page'), alert('B', 'ticket')).subject).to.equal(
      'Firing: A (page), B (ticket)',
    );
    expect(message(alert('A', 'page', over)).subject).to.equal('Resolved: A (page)');
    expect(message(alert('A', 'page', over), alert('B', 'ticket')).subject).to.equal(
      'Firing: B (ticket). Resolved: A (page)',
    );
  });

  it('begins with what fires, and in both with what needs a person at once', () => {
    const [a, b, c, d] = [
      alert('A', 'ticket', over),
      alert('B', 'page', over),
      alert('C', 'ticket'),
      alert('D', 'page'),
    ];
    expect(message(a, b, c, d).alerts.map(({ name }) => name)).to.deep.equal(['D', 'C', 'B', 'A']);
  });

  it('says of each since when, where, and what to do', () => {
    expect(message(alert('A', 'page'), alert('B', 'ticket', over)).text).to.equal(
      [
        'A (page): A happens.',
        'Firing since 2026-01-31T10:00:00.000Z. Processes: one, two',
        'Runbook: docs/runbooks/run-A.md',
        '',
        'B (ticket): B happens.',
        'Resolved at 2026-01-31T11:00:00.000Z, firing since 2026-01-31T10:00:00.000Z. Processes: one, two',
        'Runbook: docs/runbooks/run-B.md',
      ].join('\n'),
    );
  });

  it('names the runbook below the address that is set, with one slash', () => {
    for (const folder of [
      'https://docs.test/runbooks',
      'https://docs.test/runbooks/',
      'https://docs.test/runbooks//',
    ])
      expect(createRunbookAddress(folder)('x')).to.equal('https://docs.test/runbooks/x.md');
  });
});
