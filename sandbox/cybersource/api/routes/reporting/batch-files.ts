/** Files of transactions: uploaded, listed, and read line by line. */
import { link, toTime, type EndpointResponse } from '../../answers/answer.ts';
import { isWithin } from '../../../records/reports/report-window.ts';
import type { BatchFile } from '../../../records/settlement/batch-files.ts';
import { grouped } from '../../../values/grouped.ts';
import type { EndpointDeps } from '../deps.ts';
import type { Endpoint } from '../endpoint.ts';
import { toReportRefusal } from './report-problem.ts';
import { parameter, readWindow } from './report-query.ts';

const YEAR_MS = 366 * 86_400_000;

/** Lists uploaded files and closed batches, which CyberSource's service shows separately. */
export function createBatchFileEndpoints(deps: EndpointDeps): {
  readonly list: Endpoint;
  readonly read: Endpoint;
  readonly details: Endpoint;
  readonly upload: Endpoint;
} {
  const { batchFiles, batches, now, ids } = deps;

  const filesOf = (merchantId: string): readonly BatchFile[] => [
    ...batchFiles.ofMerchant(merchantId),
    ...closedBatches(merchantId),
  ];

  function closedBatches(merchantId: string): readonly BatchFile[] {
    const items = batches.items(merchantId).filter(({ batch }) => batch !== undefined);
    return grouped(items, ({ batch }) => batch?.id ?? '').map(([id, group]) => ({
      id,
      merchantId,
      uploadedAt: group[0]?.batch?.closedAt ?? now(),
      lines: group.map(({ transaction, status }) => ({
        reference: transaction.id,
        status: status === 'REJECTED' ? ('REJECTED' as const) : ('ACCEPTED' as const),
      })),
    }));
  }

  const absent = (): EndpointResponse => ({
    status: 404,
    body: {
      code: 'NOT_FOUND',
      correlationId: ids.correlation(),
      detail: 'There is no batch of this id.',
      submitTimeUtc: toTime(now()),
      status: 'NOT_FOUND',
    },
  });

  return {
    list: (call) => ({
      commit: () => {
        const reading = readWindow(call, YEAR_MS);
        if (!('window' in reading)) return toReportRefusal(now(), reading.message, reading.details);
        const found = filesOf(call.merchant.id).filter(({ uploadedAt }) =>
          isWithin(uploadedAt, reading.window),
        );
        return {
          status: 200,
          body: {
            transactionBatches: found.map(toSummary),
            submitTimeUtc: toTime(now()),
            _links: { self: link('GET', '/pts/v1/transaction-batches') },
          },
        };
      },
    }),
    read: ({ merchant, id }) => ({
      commit: () => {
        const file = filesOf(merchant.id).find((each) => each.id === id);
        if (!file) return absent();
        const transactions = [link('GET', `/pts/v1/transaction-batch-details/${id}`)];
        return { status: 200, body: { ...toSummary(file), _links: { transactions } } };
      },
    }),
    details: (call) => ({
      commit: () => {
        const file = filesOf(call.merchant.id).find((each) => each.id === call.id);
        if (!file) return absent();
        const isWanted = parameter(call, 'status')?.toLowerCase() === 'rejected' ? 'REJECTED' : undefined;
        const lines = file.lines.filter(({ status }) => isWanted === undefined || status === isWanted);
        return call.accept.includes('xml') && !call.accept.includes('csv')
          ? { status: 200, text: toXml(file, lines), contentType: 'application/xml;charset=utf-8' }
          : { status: 200, text: toCsv(file, lines), contentType: 'text/csv;charset=utf-8' };
      },
    }),
    upload: ({ merchant, bytes }) => ({
      commit: () => {
        const file = {
          id: ids.transaction().slice(-8),
          merchantId: merchant.id,
          uploadedAt: now(),
          lines: linesOf(bytes.toString('utf8')),
        };
        if (file.lines.length === 0)
          return toReportRefusal(now(), 'The file has no transaction.', [
            { field: 'file', reason: 'MISSING_FIELD' },
          ]);
        batchFiles.add(file);
        return { status: 201, body: { id: file.id, submitTimeUtc: toTime(now()), status: 'RECEIVED' } };
      },
    }),
  };
}

function toSummary({ id, uploadedAt, lines }: BatchFile): object {
  const rejected = lines.filter(({ status }) => status === 'REJECTED').length;
  return {
    id,
    uploadDate: uploadedAt.toISOString().slice(0, 10),
    completionDate: uploadedAt.toISOString().slice(0, 10),
    transactionCount: lines.length,
    acceptedTransactionCount: lines.length - rejected,
    rejectedTransactionCount: rejected,
    status: 'Completed',
  };
}

function toCsv({ id }: BatchFile, lines: BatchFile['lines']): string {
  return [
    'batchId,merchantReferenceCode,status',
    ...lines.map(({ reference, status }) => `${id},${reference},${status}`),
    '',
  ].join('\n');
}

function toXml({ id }: BatchFile, lines: BatchFile['lines']): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<BatchFile id="${id}">`,
    ...lines.map(({ reference, status }) => `  <Transaction reference="${reference}" status="${status}"/>`),
    '</BatchFile>',
    '',
  ].join('\n');
}

/** The rows below the column names within a multipart body. Only the reference is kept: a file may hold card numbers. */
function linesOf(body: string): BatchFile['lines'] {
  const rows = body.split(/\r?\n/);
  const names = rows.findIndex((row) => /(^|,)\s*merchantReferenceCode\s*(,|$)/i.test(row));
  if (names < 0) return [];
  const column = (rows[names] ?? '')
    .split(',')
    .findIndex((name) => /^\s*merchantReferenceCode\s*$/i.test(name));
  return rows
    .slice(names + 1)
    .filter((row) => row.includes(',') && !/^(--|END)/.test(row))
    .map((row) => (row.split(',')[column] ?? '').trim().replaceAll(/[^\w.-]/g, ''))
    .map((reference) => ({ reference, status: reference === '' ? 'REJECTED' : 'ACCEPTED' }));
}
