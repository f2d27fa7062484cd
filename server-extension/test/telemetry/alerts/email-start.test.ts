import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

const PROGRAM = `
  const { createRequire } = await import('node:module');
  await import(process.argv[1]);
  const loaded = Object.keys(createRequire(process.argv[1]).cache).filter((file) => file.includes('nodemailer'));
  console.log(JSON.stringify(loaded));
`;

describe('The receiver of e-mails', () => {
  it('loads what sends them with the first message, not with the extension', () => {
    const file = new URL('../../../src/telemetry/alerts/messages/email.ts', import.meta.url).href;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', PROGRAM, file],
      { encoding: 'utf8' },
    );
    expect(stderr).to.equal('');
    expect(JSON.parse(stdout)).to.deep.equal([]);
  });
});
