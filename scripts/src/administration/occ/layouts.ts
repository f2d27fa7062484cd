import * as z from 'zod';
import type { AdminClient } from './admin-client.ts';

const PATH = '/ccadmin/v1/layouts';

const list = z.object({
  items: z.array(z.looseObject({ repositoryId: z.string(), displayName: z.string().optional() })).default([]),
});
const structure = z.looseObject({
  layout: z.looseObject({
    regions: z
      .array(
        z.looseObject({
          widgets: z
            .array(
              z.looseObject({
                repositoryId: z.string(),
                descriptor: z.looseObject({ widgetType: z.string().optional() }).optional(),
              }),
            )
            .default([]),
        }),
      )
      .default([]),
  }),
});

/** A widget on a page of the storefront. */
export interface PlacedWidget {
  /** The layout's name, as OCC's design page shows it. */
  readonly layout: string;
  /** OCC's id of the instance. */
  readonly instance: string;
  readonly widgetType: string;
}

/** Every widget on every layout; undefined where this OCC tells no layouts. OCC: `layouts/{id}/structure`. */
export async function readPlacedWidgets(occ: AdminClient): Promise<readonly PlacedWidget[] | undefined> {
  const layouts = await occ.read(PATH, list).catch(() => undefined);
  if (layouts === undefined || layouts.items.length === 0) return undefined;
  const placed = await Promise.all(
    layouts.items.map(async ({ repositoryId, displayName = repositoryId }) => {
      const { layout } = await occ.read(`${PATH}/${encodeURIComponent(repositoryId)}/structure`, structure);
      return layout.regions.flatMap(({ widgets }) =>
        widgets.map((widget) => ({
          layout: displayName,
          instance: widget.repositoryId,
          // Releases that tell no descriptor name the type in the instance's id.
          widgetType: widget.descriptor?.widgetType ?? widget.repositoryId.replace(/_?Inst.*$/i, ''),
        })),
      );
    }),
  );
  return placed.flat();
}
