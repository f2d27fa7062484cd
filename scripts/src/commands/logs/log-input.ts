import * as z from 'zod';
import type { CommandOption } from '../frame/command.ts';

/** Levels of OCC's extension servers. */
const LEVELS = ['error', 'warning', 'info', 'debug'] as const;

export const logOptions: readonly CommandOption[] = [
  {
    flags: '--level <level>',
    description: `the least important lines that are shown: ${LEVELS.join(', ')} (default: info)`,
  },
  { flags: '--date <day>', description: 'a day as 2026-11-29, in UTC; default: today' },
];

export const logInput = {
  level: z.enum(LEVELS).default('info'),
  date: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'is a day as 2026-11-29')
    .optional(),
};

/** OCC wants `yyyyMMdd`. */
export function toOccDay(date: string | undefined, now: Date): string {
  return (date ?? now.toISOString().slice(0, 10)).replaceAll('-', '');
}
