import express, { type Router } from 'express';
import { z } from 'zod';
import { parseInput, wrongMethod } from '../../http/http.ts';
import { VariableValue } from '../../settings/environment-variables.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

const NewVariable = z.object({
  name: z.string(),
  value: VariableValue,
  previewValue: VariableValue.optional(),
});
const Change = z.object({ value: VariableValue.optional(), previewValue: VariableValue.optional() });

/** Environment variables of the tenant's extensions; a server sees a change when it starts again. */
export function createVariableRoutes({ variables }: Tenant): Router {
  const router = express.Router();

  router.get('/', (_req, res) => {
    res.json({ items: variables.list() });
  });
  router.post('/', (req, res) => {
    res.status(201).json(variables.create(parseInput(NewVariable, req.body)));
  });
  router.get('/:id', (req, res) => {
    res.json(variables.require(req.params.id));
  });
  router.put('/:id', (req, res) => {
    const variable = variables.require(req.params.id);
    const { value, previewValue } = parseInput(Change, req.body);
    if (value !== undefined) variable.value = value;
    if (previewValue !== undefined) variable.previewValue = previewValue;
    res.json(variable);
  });
  router.delete('/:id', (req, res) => {
    variables.remove(req.params.id);
    res.status(204).end();
  });

  return refuseOtherMethods(router, wrongMethod);
}
