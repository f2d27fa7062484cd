import { spawnSync } from 'node:child_process';
import { expect } from 'chai';

/** Prints the packages that are loaded with the file. */
const PROGRAM = `
  const { registerHooks } = await import('node:module');
  const loaded = [];
  registerHooks({
    load(url, context, nextLoad) {
      if (url.includes('/node_modules/')) loaded.push(url.split('/node_modules/')[1].split('/')[0]);
      return nextLoad(url, context);
    },
  });
  await import(process.argv[1]);
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
    expect(JSON.parse(stdout)).not.to.include('nodemailer');
  });
});
