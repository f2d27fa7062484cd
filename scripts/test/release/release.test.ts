import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { inRepository, version } from '../../src/program/repository.ts';
import { checksumsOf, isSignatureOf, publicKeyOf, signText } from '../../src/release/checksums.ts';
import { type ReleaseOptions, makeRelease } from '../../src/release/release.ts';
import { releaseNotes } from '../../src/release/release-notes.ts';

const newKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('A release', function () {
  this.timeout(120_000);
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'release-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const release = (options: Partial<ReleaseOptions> = {}): ReturnType<typeof makeRelease> =>
    makeRelease({
      version,
      folder: path.join(folder, 'release'),
      isTrial: true,
      check: async () => '',
      progress: () => undefined,
      ...options,
    });
  const failure = (options: Partial<ReleaseOptions>): Promise<string> =>
    release(options).then(
      () => 'It was made.',
      (error: unknown) => (error as Error).message,
    );

  it('has the packages, their bills, checksums that fit, a signature that fits, and notes', async () => {
    const privateKey = newKey();
    const { names, isSigned } = await release({ privateKey });
    expect(isSigned).to.equal(true);
    expect(names).to.deep.equal(
      [
        'RELEASE-NOTES.md',
        'SHA256SUMS',
        'SHA256SUMS.sig',
        'occ-cybersource-extension.zip',
        `occ-cybersource-extension-${version}.tgz`,
        'occ-cybersource-gateway.bom.json',
        'occ-cybersource-gateway.zip',
        'occ-cybersource-widget.bom.json',
        'occ-cybersource-widget.zip',
        'release-key.pem',
      ].sort(),
    );
    const at = (name: string): Promise<string> => readFile(path.join(folder, 'release', name), 'utf8');
    expect((await readdir(path.join(folder, 'release'))).sort()).to.deep.equal(names);
    if (process.platform === 'linux')
      execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
        cwd: path.join(folder, 'release'),
        stdio: 'ignore',
      });
    const [checksums, signature, publicKey] = await Promise.all(
      ['SHA256SUMS', 'SHA256SUMS.sig', 'release-key.pem'].map(at),
    );
    expect(checksums!.trim().split('\n')).to.have.length(6);
    expect(isSignatureOf(signature!, checksums!, publicKey!)).to.equal(true);
    expect(isSignatureOf(signature!, checksums!.replace('a', 'b'), publicKey!)).to.equal(false);
    expect(isSignatureOf(signature!, checksums!, publicKeyOf(newKey()))).to.equal(false);
    expect(await at('RELEASE-NOTES.md')).to.match(new RegExp(`^# OCC CyberSource ${version}\n`));
  });

  it('is not made when a check fails, without a key, or while the changelog calls it unreleased', async () => {
    expect(await failure({ check: async () => 'FAILED  Lint' })).to.contain('FAILED  Lint');
    expect(existsSync(path.join(folder, 'release'))).to.equal(false);
    expect(await failure({ isTrial: false })).to.contain('--key <file>');
    expect(existsSync(inRepository('docs', 'releases', `${version}.json`))).to.equal(false);
  });

  it('has the section of its version as notes, and no other', () => {
    const changelog =
      '# Changelog\n\n## 2.1.0 (unreleased)\n\n- New.\n\n### More\n\nText.\n\n## 2.0.0\n\n- Old.\n';
    expect(releaseNotes(changelog, '2.1.0', { isTrial: true })).to.equal(
      '# OCC CyberSource 2.1.0\n\n- New.\n\n### More\n\nText.\n',
    );
    expect(releaseNotes(changelog, '2.0.0', { isTrial: false })).to.equal(
      '# OCC CyberSource 2.0.0\n\n- Old.\n',
    );
    expect(() => releaseNotes(changelog, '2.1.0', { isTrial: false })).to.throw('unreleased');
    expect(() => releaseNotes(changelog, '3.0.0', { isTrial: true })).to.throw('no section for 3.0.0');
  });

  it('lists checksums by name, and takes an Ed25519 key only', async () => {
    for (const name of ['b.zip', 'a.zip']) await writeFile(path.join(folder, name), name);
    const text = await checksumsOf(['b.zip', 'a.zip'].map((name) => path.join(folder, name)));
    expect(text).to.match(/^[0-9a-f]{64} {2}a\.zip\n[0-9a-f]{64} {2}b\.zip\n$/);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(() => signText(text, rsa.export({ type: 'pkcs8', format: 'pem' }).toString())).to.throw(
      'not Ed25519',
    );
  });
});
