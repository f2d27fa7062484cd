import * as z from 'zod';
import { lazy, type Shape } from '../domain/json/lazy.ts';
import { type FieldProblem, type Problem, type ProblemCode, problemCodes } from '../domain/problem.ts';
import { PaymentConflict } from '../domain/payment/payment-conflict.ts';
import { present } from '../domain/present.ts';
import { allowedOperations, paymentStanding, toStandingBody } from './payment-standing.ts';

/** One error: of a field, or of the request as a whole. */
export const errorEntry = lazy(() =>
  z
    .strictObject({
      code: z.string().meta({
        description: '`missing-field` or `invalid-field`; without a field the `code` of the whole error',
        examples: ['missing-field'],
      }),
      field: z
        .string()
        .optional()
        .meta({ examples: ['amount.minor'] }),
      message: z.string(),
      'o:errorPath': z
        .string()
        .optional()
        .meta({ description: 'The field as OCC spells it', examples: ['body:amount'] }),
    })
    .meta({ id: 'ErrorEntry' }),
);

/** The one shape of every error. Names: `errorCode` is the replaced plugin's where it has one, `code` is ours. */
export const errorBody = lazy(() =>
  z
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
      link: z.string().meta({
        description: 'Where the documentation says what the code means and what to do',
        examples: ['docs/errors.md#bad-signature'],
      }),
      requestId: z.string().meta({ description: 'Of the header `x-request-id` and of the log' }),
      errors: z
        .array(errorEntry())
        .min(1)
        .meta({ description: 'Each field to correct; else the one error, without a field' }),
      payment: paymentStanding()
        .optional()
        .meta({ description: 'Of a conflict with the state of a payment: what is left of it' }),
      allowed: allowedOperations()
        .optional()
        .meta({ description: 'What the payment’s state allows instead' }),
    })
    .meta({ id: 'Error' }),
);

/** A problem as its caller reads it, see {@link errorBody}. */
export function toErrorBody(problem: Problem, requestId: string): Shape<typeof errorBody> {
  const { status, message, code, errorCode = code, moreInfo, fields } = problem;
  return {
    status,
    message,
    code,
    errorCode,
    ...present({ moreInfo }),
    link: `docs/errors.md#${code}`,
    requestId,
    errors: fields.length > 0 ? fields.map(toErrorEntry) : [{ code, message }],
    ...(problem instanceof PaymentConflict && toStandingBody(problem.standing)),
  };
}

/** `body:amount` is the field `amount` of the body. */
function toErrorEntry({ path, message, isMissing }: FieldProblem): Shape<typeof errorEntry> {
  const field = path.slice(path.indexOf(':') + 1);
  const code = isMissing === true ? 'missing-field' : 'invalid-field';
  return { code, field, message, 'o:errorPath': path };
}
