import { expect } from 'chai';
import { parseDatabaseAddress, serverName } from '../../../../src/journal/postgres/connection/address.ts';

const serversOf = (url: string): readonly string[] => parseDatabaseAddress(url).servers.map(serverName);

describe('the address of a PostgreSQL database', () => {
  it('names one server or several, in both of the forms that PostgreSQL has', () => {
    expect(serversOf('postgres://shop@db/journal')).to.deep.equal(['db:5432']);
    expect(serversOf('postgresql://shop@db1:5433,db2,[::1]:5434/journal')).to.deep.equal([
      'db1:5433',
      'db2:5432',
      '::1:5434',
    ]);
    expect(serversOf('postgres:///journal?host=db1,db2&port=5433,5434')).to.deep.equal([
      'db1:5433',
      'db2:5434',
    ]);
    expect(serversOf('postgres:///journal?host=db1,db2&port=5433')).to.deep.equal(['db1:5433', 'db2:5433']);
    expect(serversOf('postgres://shop@/journal?host=%2Frun%2Fpg')).to.deep.equal(['/run/pg']);
    expect(serversOf('postgres://%2Frun%2Fpg/journal')).to.deep.equal(['/run/pg']);
    expect(serversOf('postgres:///journal')).to.deep.equal(['localhost:5432']);
  });

  it('says who logs in, with every character that a password has', () => {
    const { user, password, database } = parseDatabaseAddress('postgres://sh%40p:a:b@c%2F%25@db/journal');
    expect({ user, password, database }).to.deep.equal({
      user: 'sh@p',
      password: 'a:b@c/%',
      database: 'journal',
    });
    for (const [parameter, field] of [
      ['sslrootcert', 'authorityFile'],
      ['sslcert', 'certificateFile'],
      ['sslkey', 'keyFile'],
      ['application_name', 'applicationName'],
      ['options', 'options'],
    ] as const)
      expect(parseDatabaseAddress(`postgres://db?${parameter}=a%20b`)[field], parameter).to.equal('a b');
    expect(parseDatabaseAddress('postgres://db?user=a&dbname=b')).to.deep.include({
      user: 'a',
      database: 'b',
    });
  });

  it('asks for encryption and the server’s certificate, unless the database is on this machine or it says otherwise', () => {
    const modeOf = (url: string): string | undefined => parseDatabaseAddress(url).encryption;
    expect(modeOf('postgres://db/j')).to.equal('verify-full');
    expect(modeOf('postgres://localhost,db/j')).to.equal('verify-full');
    for (const here of ['localhost', '127.0.0.1', '[::1]', '%2Frun'])
      expect(modeOf(`postgres://${here}/j`)).to.equal(undefined);
    expect(modeOf('postgres://db/j?sslmode=require')).to.equal('verify-full');
    for (const mode of ['disable', 'no-verify', 'verify-ca', 'verify-full'])
      expect(modeOf(`postgres://db/j?sslmode=${mode}`)).to.equal(mode);
  });

  it('says what is wrong, and nothing of what is secret', () => {
    for (const [url, problem] of [
      ['postgres:db', /must have the form/],
      ['postgres://a:canary@db/j?sslmode=prefer', /without encryption.*verify-full/],
      ['postgres://a:canary@db/j?sslmode=allow', /without encryption/],
      ['postgres://a:canary@db/j?sslrootcrt=x', /parameter sslrootcrt/],
      ['postgres://a:canary@db:x/j', /port/],
      ['postgres://a:canary@db:70000/j', /port/],
      ['postgres://a:canary@a,b/j?port=1,2,3', /number of ports/],
      ['postgres://a:canary@db/j?target_session_attrs=standby', /read-write/],
      ['postgres://a:canary@db/j?pooler=statement', /pooler/],
      ['postgres://a:canary@db/j?connect_timeout=soon', /connect_timeout/],
      ['postgres://a:canary%@db/j', /%25/],
    ] as const)
      expect(() => parseDatabaseAddress(url), url)
        .to.throw(RangeError, problem)
        .and.not.match(/canary/);
  });

  it('takes time limits, options and the pooler', () => {
    const address = parseDatabaseAddress(
      'postgres://db/j?connect_timeout=1.5&options=-c%20a%3Db&pooler=transaction',
    );
    expect(address).to.deep.include({ connectTimeoutMs: 1_500, options: '-c a=b', isPooled: true });
    expect(parseDatabaseAddress('postgres://db/j?pgbouncer=true').isPooled).to.equal(true);
    expect(parseDatabaseAddress('postgres://db/j?pooler=session').isPooled).to.equal(false);
  });
});
