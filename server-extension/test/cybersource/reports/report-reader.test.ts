import { expect } from 'chai';
import fc from 'fast-check';
import { createReportReader } from '../../../src/cybersource/reports/report-reader.ts';
import type { ReadReport } from '../../../src/cybersource/reports/record-reader.ts';
import { UnreadableReport } from '../../../src/cybersource/reports/report-error.ts';

const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n';
const xml = (conversions: string, head = HEAD): string =>
  `${head}<Report Name="x" ReportStartDate="2026-05-04T00:00:00+00:00" ReportEndDate="2026-05-05T00:00:00+00:00">${conversions}</Report>`;
const conversion = (id: string, decision = 'ACCEPT'): string =>
  `<Conversion RequestID="${id}" MerchantReferenceNumber="o&amp;1" ConversionDate="2026-05-04T10:00:00Z"><OriginalDecision>REVIEW</OriginalDecision><NewDecision>${decision}</NewDecision><Reviewer>jane</Reviewer><Notes><Note>Call</Note></Notes></Conversion>`;
const COLUMNS =
  'RequestID,MerchantReferenceNumber,ConversionDate,OriginalDecision,NewDecision,Reviewer,Notes';
const csv = (...rows: string[]): string =>
  `Conversion Detail,1.0,testrest\n${[COLUMNS, ...rows].join('\n')}\n`;
const row = (id: string): string => `${id},o1,2026-05-04 10:00:00,REVIEW,REJECT,jane,"called, ""yes"""`;

/** Reads it in pieces of that many bytes. */
async function read(text: string | Buffer, pieceBytes = 7, charset?: string): Promise<ReadReport> {
  const bytes = Buffer.from(text as string);
  const reader = createReportReader(charset);
  for (let at = 0; at < bytes.length; at += pieceBytes) reader.write(bytes.subarray(at, at + pieceBytes));
  return reader.end();
}

async function problemOf(reading: Promise<unknown>): Promise<string> {
  const outcome = await reading.then(
    () => 'it was read',
    (error: unknown) => error,
  );
  expect(outcome, String(outcome)).to.be.instanceOf(UnreadableReport);
  return (outcome as Error).message;
}

describe('A conversion report', () => {
  it('is refused before its end where nothing but blanks comes', () => {
    const reader = createReportReader();
    reader.write(Buffer.alloc(1_024, ' '));
    expect(() => {
      reader.write(Buffer.from(' '));
    }).to.throw(UnreadableReport, 'empty');
  });

  it('in XML says what was decided, by whom, when, and which time it covers', async () => {
    expect(await read(xml(conversion('7001')))).to.deep.equal({
      decisions: [
        {
          ref: '7001',
          orderId: 'o&1',
          originalDecision: 'REVIEW',
          newDecision: 'ACCEPT',
          decidedAt: new Date('2026-05-04T10:00:00Z'),
          reviewer: 'jane',
        },
      ],
      start: new Date('2026-05-04T00:00:00Z'),
      end: new Date('2026-05-05T00:00:00Z'),
    });
  });

  it('in CSV says the same', async () => {
    expect((await read(csv(row('7001'), row('7002')))).decisions.map(({ ref }) => ref)).to.deep.equal([
      '7001',
      '7002',
    ]);
    expect((await read(csv(row('7001')))).decisions[0]?.decidedAt).to.deep.equal(
      new Date('2026-05-04T10:00:00Z'),
    );
  });

  it('in CSV has a title of up to five lines above the names of its columns, which are in any order', async () => {
    const titled = (lines: number): Promise<ReadReport> =>
      read(`${'Conversion Detail\n'.repeat(lines)}Priority, ${COLUMNS} \n1,${row('7001')}\n`);
    for (const lines of [0, 5]) expect((await titled(lines)).decisions).to.have.length(1);
    expect(await problemOf(titled(6))).to.include('no line of column names');
    expect(await problemOf(read('Conversion Detail\n'.repeat(3)))).to.include('no line of column names');
    // With the words, but not as the names of columns.
    expect(await problemOf(read(`${COLUMNS.replace('NewDecision', 'NewDecisions')}\n`))).to.include(
      'no line of column names with RequestID',
    );
  });

  it('in CSV with more or fewer fields than columns in a line was cut, and names the record', async () => {
    for (const fields of [`${row('7002')},more`, '7002,o1'])
      expect(await problemOf(read(csv(row('7001'), fields)))).to.include('Record 2 of the report has');
  });

  it('says by its last line whether it is whole, whatever was written after that', async () => {
    const reader = createReportReader();
    reader.write(Buffer.from(csv(row('7001'))));
    reader.write(Buffer.alloc(0));
    expect((await reader.end()).decisions).to.have.length(1);
    expect(await problemOf(read(csv(row('7001')).trimEnd()))).to.include('it was cut');
  });

  for (const [format, begin, record, end] of [
    ['XML', '<Report>', conversion('7001'), '</Report>'],
    ['CSV', `${COLUMNS}\n`, `7001,o1,2026-05-04 10:00:00,REVIEW,REJECT,,\n`, ''],
  ] as const)
    it(`in ${format} has up to 100,000 records`, async function () {
      this.timeout(60_000);
      const some = Buffer.from(record.replace('<Notes><Note>Call</Note></Notes>', '').repeat(100));
      const reader = createReportReader();
      reader.write(Buffer.from(begin));
      for (let nth = 0; nth < 1_000; nth += 1) reader.write(some);
      const whole = createReportReader();
      whole.write(Buffer.from(begin));
      for (let nth = 0; nth < 1_000; nth += 1) whole.write(some);
      whole.write(Buffer.from(end));
      expect((await whole.end()).decisions).to.have.length(100_000);
      const oneMore = async (): Promise<unknown> => {
        reader.write(Buffer.from(record + end));
        return reader.end();
      };
      expect(await problemOf(oneMore())).to.include('more than 100000 records');
    });

  it('without a conversion has no decisions', async () => {
    expect((await read(xml(''))).decisions).to.deep.equal([]);
    expect((await read(csv())).decisions).to.deep.equal([]);
    expect((await read('<Report/>')).decisions).to.deep.equal([]);
  });

  it('is the same in whatever pieces it arrives', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 400 }), fc.boolean(), async (pieceBytes, isXml) => {
        const text = isXml ? xml(conversion('7001') + conversion('7002é')) : csv(row('7001'), row('7002é'));
        const refs = (await read(text, pieceBytes)).decisions.map(({ ref }) => ref);
        expect(refs).to.deep.equal(['7001', '7002é']);
      }),
      { numRuns: 50 },
    ));

  it('cut anywhere is refused as a whole', () =>
    fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.boolean(),
        async (part, isXml) => {
          const text = isXml ? xml(conversion('7001') + conversion('7002')) : csv(row('7001'), row('7002'));
          // Cut after the title or the last line break of CSV, what is left is a report of its own.
          const cut = text.slice(0, Math.floor(text.length * part));
          fc.pre(isXml || !cut.endsWith('\n'));
          await problemOf(read(cut));
        },
      ),
      { numRuns: 100 },
    ));

  it('with a document type is refused before its entities are expanded', async () => {
    const bomb = `<!DOCTYPE lolz [<!ENTITY lol "lol">${Array.from({ length: 9 }, (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level === 0 ? '' : level};`.repeat(10)}">`).join('')}]>`;
    const text = `${HEAD}${bomb}<Report><Conversion RequestID="&lol9;"/></Report>`;
    expect(await problemOf(read(text))).to.include('DOCTYPE');
    expect(await problemOf(read(xml('<Conversion RequestID="&unknown;"/>')))).to.include('not well-formed');
  });

  it('of 500 MB is given up, and its memory stays small', async function () {
    this.timeout(60_000);
    const reader = createReportReader();
    const chunk = Buffer.from('<Other>some text that no conversion needs</Other>'.repeat(1300));
    reader.write(Buffer.from('<Report>'));
    global.gc?.();
    const before = process.memoryUsage().heapUsed;
    let written = 0;
    const write = (): void => {
      while (written < 500 * 1024 * 1024) {
        reader.write(chunk);
        written += chunk.length;
      }
    };
    expect(write).to.throw(UnreadableReport, 'larger than 32 MiB');
    expect(process.memoryUsage().heapUsed - before).to.be.lessThan(100 * 1024 * 1024);
  });

  it('with one endless field, name or line is given up early', async () => {
    for (const start of [
      '<Report><Conversion RequestID="',
      '<Report>',
      '<Report><Conversion>',
      '<Report><',
      'Title,',
      `${COLUMNS}\n"`,
    ]) {
      const reader = createReportReader();
      let written = 0;
      const write = (): void => {
        reader.write(Buffer.from(start));
        for (; written < 20 * 1024 * 1024; written += 65_536) reader.write(Buffer.alloc(65_536, 'x'));
      };
      let problem: unknown;
      try {
        write();
        await reader.end();
      } catch (error) {
        problem = error;
      }
      expect(problem, start).to.be.instanceOf(UnreadableReport);
    }
  });

  it('in another character set is refused', async () => {
    const latin = Buffer.from(xml(conversion('7001')).replace('jane', 'Müller'), 'latin1');
    expect(await problemOf(read(latin))).to.include('UTF-8');
    expect(await problemOf(read(xml('', '<?xml version="1.0" encoding="ISO-8859-1"?>')))).to.include(
      'character set',
    );
    expect(await problemOf(read(Buffer.from(xml(''), 'utf16le')))).to.be.a('string');
    expect(() => createReportReader('iso-8859-1')).to.throw(UnreadableReport, 'character set');
  });

  it('that is something else is refused', async () => {
    for (const text of [
      '',
      '   ',
      HEAD,
      `${HEAD}<!-- nothing -->`,
      '<html><body>It works!</body></html>',
      '{"error":1}',
      'a,b\n1,2\n',
      'a\n'.repeat(9),
    ])
      await problemOf(read(text));
  });

  it('in XML has elements within elements up to a depth of sixteen', async () => {
    const nested = (depth: number): string => xml('<a>'.repeat(depth - 1) + '</a>'.repeat(depth - 1));
    expect((await read(nested(16))).decisions).to.deep.equal([]);
    expect(await problemOf(read(nested(17)))).to.contain('nested too deep');
  });

  it('names the first of several records that are wrong', async () => {
    const report = csv(row('7001'), '7002,o1', '7003', row('7004'));
    expect(await problemOf(read(report, report.length))).to.contain('Record 2 of the report has 2 fields');
  });

  it('with a record that lacks something names record and field', async () => {
    expect(await problemOf(read(xml(conversion('7001') + conversion('7002', 'MAYBE'))))).to.equal(
      'NewDecision of record 2 is not ACCEPT, REVIEW or REJECT.',
    );
    expect(await problemOf(read(xml(conversion(''))))).to.equal('Record 1 of the report has no RequestID.');
    expect(await problemOf(read(csv('7001,o1,soon,REVIEW,ACCEPT,jane,')))).to.equal(
      'ConversionDate of record 1 is not a time.',
    );
  });
});
