import * as z from 'zod';
import { columns } from '../frame/columns.ts';

const money = z.looseObject({ minor: z.number(), currency: z.string() });

/** As the extension answers; docs/openapi.yaml describes every field. */
export const settlementCase = z.looseObject({
  id: z.string(),
  state: z.enum(['open', 'closed']),
  site: z.string(),
  date: z.string(),
  difference: z.string(),
  orderId: z.string(),
  amount: money,
  cause: z.string(),
  remedy: z.string(),
});

export const settledDay = z.looseObject({
  date: z.string(),
  status: z.enum(['not-run', 'done']).meta({ description: 'not-run: the day was not compared yet' }),
  complete: z
    .boolean()
    .optional()
    .meta({ description: 'False without a database: the journal is not compared then' }),
  movements: z.number().optional(),
  settled: z.number().optional(),
  cases: z.array(settlementCase),
});

/** A day as it is typed: `2026-01-31`. */
export const dayInput = z.string().regex(/^\d{4}-\d\d-\d\d$/, 'is a day as 2026-01-31');

export const siteOption = { flags: '--site <id>', description: 'one site; default: all' } as const;

export function showDay({
  date,
  status,
  complete,
  movements,
  settled,
  cases,
}: z.output<typeof settledDay>): string {
  if (status === 'not-run') return `${date} was not compared yet: occ-cybersource settlement run ${date}`;
  const open = cases.filter(({ state }) => state === 'open');
  return [
    `${date}: ${movements ?? 0} movements, ${settled ?? 0} settled, ${open.length} open cases.${complete === false ? ' Without a database the journal is not compared.' : ''}`,
    columns(
      cases.map(({ id, state, orderId, difference, amount, remedy }) => [
        state,
        id,
        orderId,
        difference,
        `${amount.minor} ${amount.currency} (minor units)`,
        remedy,
      ]),
    ),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** Whether a case is open. */
export function hasOpenCases({ cases }: z.output<typeof settledDay>): boolean {
  return cases.some(({ state }) => state === 'open');
}
