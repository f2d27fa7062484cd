import * as z from 'zod';

/** One thing that the doctor looked at. */
export const doctorCheck = z.strictObject({
  id: z.string().meta({ description: 'What was looked at; docs/administrators.md lists them' }),
  site: z.string().optional(),
  channel: z.string().optional(),
  setting: z.string().optional().meta({ description: 'What to put right: a setting, a variable, a webhook' }),
  status: z.enum(['ok', 'warning', 'fault']),
  problem: z.string().optional(),
  remedy: z.string().optional(),
  link: z.string().meta({ description: 'The row of the administrators’ guide that explains the check' }),
});

export type DoctorCheck = z.output<typeof doctorCheck>;

/** What a check has found, before the guide's address is added. */
export type DoctorFinding = Omit<DoctorCheck, 'link'>;
