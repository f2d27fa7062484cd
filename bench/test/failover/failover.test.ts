import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { INTERRUPTIONS } from '../../failover/interruptions.ts';
import { type Link, startLink } from '../../failover/nodes/link.ts';
import { findPrograms } from '../../failover/nodes/programs.ts';
import { longestSilence, type ProbePayment } from '../../failover/probes.ts';
import { isClean, toComplaints, toFailoverTable } from '../../failover/report.ts';
import type { FailoverRound } from '../../failover/rounds.ts';

const NOTHING = {
  doubleCharges: [],
  overCaptures: [],
  overRefunds: [],
  lost: [],
  unknown: [],
  disagreements: [],
};

function aRound(changes: Partial<FailoverRound> = {}): FailoverRound {
  return {
    interruption: INTERRUPTIONS[0],
    acknowledgedAlone: 0,
    rebuiltBy: 'pg_rewind',
    payments: 80,
    orders: 30,
    notAnswered: 12,
    withoutAnswer: 0,
    silenceMs: 3_640,
    changedAnswers: 0,
    findings: NOTHING,
    tasksLeft: 0,
    ...changes,
  };
}

/** Answers at these times with 200, and one in between that was refused. */
function answered(...at: readonly number[]): ProbePayment {
  const answers = [...at.map((each) => ({ sentAt: 0, at: each, status: 200 }))];
  return {
    orderId: 'x1',
    delivery: { method: 'POST', path: '/', headers: {}, body: Buffer.alloc(0) },
    answers: [{ sentAt: 0, at: 2_500, status: 503 }, ...answers],
  };
}

describe('The proof of fail-over', () => {
  it('counts the time in which no payment was taken, from the beginning on', () => {
    expect(longestSilence([answered(1_000, 4_500), answered(1_200)], 0)).to.equal(3_300);
    expect(longestSilence([answered(4_000, 4_500)], 0)).to.equal(4_000);
  });

  it('prints a row for each round, with its seconds', () => {
    const lines = toFailoverTable([aRound(), aRound({ interruption: INTERRUPTIONS[3] })]).split('\n');
    expect(lines).to.have.length(4);
    expect(lines[2]).to.match(/^\| 1 \| leader killed .* \| 80 \| 30 \| 12 \| 3\.6 \| 0 \| 0 \|/);
    expect(lines[3]).to.match(/^\| 2 \| planned switchover /);
  });

  it('is clean only when nothing was found', () => {
    expect(isClean(aRound())).to.equal(true);
    const dirty: readonly Partial<FailoverRound>[] = [
      ...Object.keys(NOTHING).map((name) => ({ findings: { ...NOTHING, [name]: ['one'] } })),
      { withoutAnswer: 1 },
      { changedAnswers: 1 },
      { tasksLeft: 1 },
      { acknowledgedAlone: 1 },
    ];
    for (const each of dirty) expect(isClean(aRound(each)), JSON.stringify(each)).to.equal(false);
  });

  it('says what is wrong', () => {
    const wrong = aRound({
      findings: { ...NOTHING, lost: ['order o1 counts on 100, and 0 is there'] },
      changedAnswers: 2,
      withoutAnswer: 1,
    });
    expect(toComplaints(wrong)).to.deep.equal([
      'lost: order o1 counts on 100, and 0 is there',
      '2 answers changed',
      '1 payments were never answered',
    ]);
  });

  it('says what to install where there is no PostgreSQL with its tools', async () => {
    const empty = await mkdtemp(path.join(tmpdir(), 'no-postgres-'));
    const said = await findPrograms(empty).catch((error: unknown) => (error as Error).message);
    await rm(empty, { recursive: true });
    expect(said).to.match(/pg_rewind.*Remedy: apt-get install postgresql/);
  });
});

describe('A link between two nodes', () => {
  let echo: Server;
  let link: Link;
  const clients: Socket[] = [];

  beforeEach(async () => {
    echo = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(echo, 'listening');
    link = await startLink((echo.address() as AddressInfo).port);
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await link.end();
    echo.close();
  });

  async function aClient(): Promise<Socket> {
    const client = connect({ host: '127.0.0.1', port: link.port });
    client.on('error', () => undefined);
    clients.push(client);
    await once(client, 'connect');
    return client;
  }

  async function echoed(client: Socket, text: string): Promise<string> {
    client.write(text);
    const [heard] = (await once(client, 'data')) as [Buffer];
    return heard.toString('utf8');
  }

  it('passes everything on', async () => {
    expect(await echoed(await aClient(), 'one')).to.equal('one');
  });

  it('passes nothing and closes nothing while it is cut, and closes what hung when it is healed', async () => {
    const client = await aClient();
    await echoed(client, 'one');
    link.cut();
    const heard: string[] = [];
    client.on('data', (piece: Buffer) => heard.push(piece.toString('utf8')));
    client.write('two');
    const late = await aClient();
    late.write('three');
    // A round trip past the link takes less.
    const past = connect({ host: '127.0.0.1', port: (echo.address() as AddressInfo).port });
    clients.push(past);
    await echoed(past, 'four');
    expect(heard).to.deep.equal([]);
    expect([client.destroyed, late.destroyed]).to.deep.equal([false, false]);
    const closed = Promise.all([once(client, 'close'), once(late, 'close')]);
    link.heal();
    await closed;
    expect(heard).to.deep.equal([]);
    expect(await echoed(await aClient(), 'five')).to.equal('five');
  });
});
