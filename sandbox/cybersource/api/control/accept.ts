import type { RequestHandler } from 'express';
import { z } from 'zod';

/** Reads an order and carries it out: 204; 400 for one that cannot be read, 409 for one that cannot be carried out. */
export function accept<Schema extends z.ZodType>(
  schema: Schema,
  act: (input: z.infer<Schema>) => void | Promise<void>,
): RequestHandler {
  return async (req, res) => {
    const parsed = schema.safeParse(req.body);
    if (!parsed.success) {
      res.status(400).json({ message: z.prettifyError(parsed.error) });
      return;
    }
    try {
      await act(parsed.data);
    } catch (error) {
      res.status(409).json({ message: error instanceof Error ? error.message : String(error) });
      return;
    }
    res.status(204).end();
  };
}
