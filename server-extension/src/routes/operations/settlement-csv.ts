import type { SettlementCase } from '../../payments/settlement/settlement.ts';

/** The columns of the file, and what a case has in each. */
const COLUMNS: Readonly<Record<string, (each: SettlementCase) => string | undefined>> = {
  id: ({ id }) => id,
  state: ({ state }) => state,
  site: ({ site }) => site,
  date: ({ date }) => date,
  difference: ({ difference }) => difference,
  orderId: ({ orderId }) => orderId,
  transactionId: ({ transactionId }) => transactionId,
  amountMinor: ({ amount }) => String(amount.minor),
  currency: ({ amount }) => amount.currency,
  otherMinor: ({ other }) => other && String(other.minor),
  problem: ({ problem }) => problem,
  cause: ({ cause }) => cause,
  remedy: ({ remedy }) => remedy,
  closedBy: ({ closed }) => closed?.by,
  closedAt: ({ closed }) => closed?.at,
  reason: ({ closed }) => closed?.reason,
};

/** RFC 4180: a line with the names of the columns, and one for each case. */
export function toCsv(cases: readonly SettlementCase[]): string {
  const lines = cases.map((each) => Object.values(COLUMNS).map((valueOf) => valueOf(each) ?? ''));
  return [Object.keys(COLUMNS), ...lines].map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function quoted(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
