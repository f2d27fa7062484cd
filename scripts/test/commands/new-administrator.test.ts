import { expect } from 'chai';
import { followGuide, type GuideStep, practiceIn } from './new-administrator.ts';

describe('A new administrator', function () {
  this.timeout(600_000);

  it('comes from an empty tenant to the first payment by what the guide says, within ten minutes', async () => {
    const steps: GuideStep[] = [];
    await followGuide((step) => steps.push(step));
    const outOf = (command: string): string => steps.find(({ what }) => what.startsWith(command))?.out ?? '';
    expect(steps.map(({ what }) => what.split(' ')[0])).to.deep.equal([
      'status',
      'settings',
      'deploy',
      'deploy',
      'doctor',
      '(pay',
      'payments',
      'undeploy',
    ]);
    expect(outOf('status')).to.match(/Deployed +no/);
    expect(outOf('doctor')).to.contain(' 0 faults');
    expect(outOf('(pay')).to.contain('AUTHORIZED');
    expect(outOf('payments')).to.contain(outOf('(pay').split(' ')[0]).and.to.contain('Authorized');
    expect(steps.reduce((sum, { seconds }) => sum + seconds, 0)).to.be.below(600);
  });

  it('finds nothing in the guide that is no file, variable or command', () => {
    const written = (line: string): string => `## Practise on your machine\n\n\`\`\`sh\n${line}\n\`\`\`\n`;
    expect(practiceIn(written('occ-cybersource status --tenant test')).commands).to.deep.equal([
      'status --tenant test',
    ]);
    expect(() => practiceIn(written('rm -rf build'))).to.throw('What is this');
  });
});
