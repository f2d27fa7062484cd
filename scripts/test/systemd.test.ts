import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository } from '../src/program/repository.ts';

const UNIT = inRepository('deploy', 'systemd', 'occ-cybersource.service');
const unit = readFileSync(UNIT, 'utf8');

/** What systemd says against a unit, with a program that exists in the place of the extension's. */
function verify(text: string): { readonly code: number | null; readonly said: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'systemd-'));
  const file = path.join(folder, path.basename(UNIT));
  copyFileSync(UNIT, file);
  writeFileSync(file, text.replace(/^ExecStart=\S+/m, `ExecStart=${process.execPath}`));
  const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return { code: status, said: `${stdout}${stderr}` };
}

describe('The unit for systemd', () => {
  it('is taken by systemd-analyze (not run where it is not installed)', function () {
    if (spawnSync('systemd-analyze', ['--version']).error !== undefined) this.skip();
    this.timeout(60_000);
    expect(verify(unit)).to.deep.equal({ code: 0, said: '' });
    expect(verify(unit.replace('Restart=always', 'Restart=sometimes')).said).to.include('restart');
  });

  it('gives payments under way OCC’s whole deadline, and the journal five seconds', () => {
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).to.be.at.least(25 + 5);
  });

  it('lets the extension write to its own folder alone, without any privilege', () => {
    for (const line of [
      'ProtectSystem=strict',
      'NoNewPrivileges=yes',
      'CapabilityBoundingSet=',
      'StateDirectory=occ-cybersource',
    ])
      expect(unit.split('\n')).to.include(line);
  });
});
