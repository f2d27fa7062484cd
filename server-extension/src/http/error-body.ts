import * as z from 'zod';
import { type Problem, type ProblemCode, problemCodes } from '../domain/problem.ts';

/** The one shape of every error. Names: `errorCode` is the replaced plugin's where it has one, `code` is ours. */
export const errorBody = z
  .strictObject({
    status: z.int().meta({ description: 'The HTTP status' }),
    message: z.string().meta({ description: 'What is wrong, in which field or setting, and what to do' }),
    code: z.enum(problemCodes as readonly [ProblemCode, ...ProblemCode[]]),
    errorCode: z.string().meta({
      description:
        'The same as `code`, except on `/capture` and `/refund`, where errors that CyberSource’s plugin 25.2.1 knows have its ' +
        'names: `CAPTURE_AUTH_REQUIRED`, `CAPTURE_AUTH_INVALID` (with `moreInfo`), `CAPTURE_INVALID_CONTEXT`, ' +
        '`CAPTURE_INVALID_TRANSACTION_ID`, `CAPTURE_INVALID_AMOUNT`, and the same with `REFUND_`',
    }),
    moreInfo: z.string().optional(),
    requestId: z.string().meta({ description: 'Of the header `x-request-id` and of the log' }),
    errors: z
      .array(
        z.strictObject({
          message: z.string(),
          'o:errorPath': z.string().meta({ examples: ['body:amount'] }),
        }),
      )
      .optional()
      .meta({ description: 'The fields to correct' }),
  })
  .meta({ id: 'Error' });

/** A problem as its caller reads it, see {@link errorBody}. */
export function toErrorBody(
  { status, message, code, errorCode = code, moreInfo, fields }: Problem,
  requestId: string,
): z.output<typeof errorBody> {
  return {
    status,
    message,
    code,
    errorCode,
    ...(moreInfo !== undefined && { moreInfo }),
    requestId,
    ...(fields.length > 0 && {
      errors: fields.map((field) => ({ message: field.message, 'o:errorPath': field.path })),
    }),
  };
}
