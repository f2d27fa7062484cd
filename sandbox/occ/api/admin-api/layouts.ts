import express, { type Router } from 'express';
import { z } from 'zod';
import { refuseOtherMethods } from '../../../other-methods.ts';
import type { Layout, LayoutWidget } from '../../deployment/layouts.ts';
import { parseInput, wrongMethod } from '../../http/http.ts';
import type { Tenant } from '../../tenant/tenant.ts';

const Structure = z.object({
  layout: z.object({
    regions: z.array(
      z.object({
        repositoryId: z.string(),
        widgets: z.array(z.object({ repositoryId: z.string() })).default([]),
      }),
    ),
  }),
});

/** Pages and the widgets on them. OCC: `layouts`, and their `structure`. */
export function createLayoutRoutes({ layouts, publishing }: Tenant): Router {
  const router = express.Router();

  router.get('/', (_req, res) => {
    res.json({ items: layouts.list().map(viewLayout) });
  });
  router.get('/:id', (req, res) => {
    res.json(viewLayout(layouts.require(req.params.id)));
  });
  router.get('/:id/structure', (req, res) => {
    res.json(viewStructure(layouts.require(req.params.id)));
  });
  router.put('/:id/structure', (req, res) => {
    const { regions } = parseInput(Structure, req.body).layout;
    const changed = layouts.place(
      req.params.id,
      regions.map(({ repositoryId, widgets }) => ({
        region: repositoryId,
        instances: widgets.map((widget) => widget.repositoryId),
      })),
    );
    const { id, displayName } = changed;
    publishing.record({ assetId: id, assetType: 'layout', displayName });
    res.json(viewStructure(changed));
  });

  return refuseOtherMethods(router, wrongMethod);
}

/** Widgets with what can be put on layouts. OCC: `widgetDescriptors/instances`. */
export function createWidgetRoutes({ layouts }: Tenant): Router {
  const router = express.Router();
  router.get('/instances', (_req, res) => {
    res.json({
      items: layouts.instances().map(({ id, descriptor }) => ({
        ...descriptor,
        instances: [{ id, repositoryId: id, displayName: descriptor.displayName }],
      })),
    });
  });
  return refuseOtherMethods(router, wrongMethod);
}

function viewLayout({ id, displayName, pageAddress }: Layout): Record<string, unknown> {
  return { repositoryId: id, displayName, pageAddress, defaultPage: true };
}

function viewStructure({ regions }: Layout): Record<string, unknown> {
  return {
    layout: {
      regions: regions.map(({ id, name, widgets }) => ({
        repositoryId: id,
        name,
        width: 12,
        widgets: widgets.map(viewInstance),
      })),
    },
  };
}

function viewInstance({ id, descriptor }: LayoutWidget): Record<string, unknown> {
  return { repositoryId: id, id, displayName: descriptor.displayName, descriptor };
}
