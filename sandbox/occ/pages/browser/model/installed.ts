/** What OCC's lists say of a deployment, as rows of a page. Secrets never get into one. */

export interface ListedExtension {
  readonly name: string;
  readonly version: string | number;
  readonly enabled: boolean;
  readonly widgets: readonly string[];
  readonly gateways: readonly string[];
}

export interface ListedServerExtension {
  readonly name: string;
  readonly size: number;
  readonly lastModified: string;
  readonly checksum: number;
}

/** A change that only the preview shows. */
export interface ListedChange {
  readonly assetType: string;
  readonly displayName: string;
}

export interface ListedLayout {
  readonly displayName: string;
  readonly layout: {
    readonly regions: readonly {
      readonly name: string;
      readonly widgets: readonly {
        readonly displayName: string;
        readonly descriptor: { readonly version: string | number };
      }[];
    }[];
  };
}

export interface ListedWebhook {
  readonly id: string;
  readonly name?: string;
  readonly url?: string;
  readonly serverType?: string;
}

export interface ListedVariable {
  readonly name: string;
  readonly value?: string;
}

export interface ListedSite {
  readonly id: string;
  readonly name: string;
}

export interface SiteInstances {
  readonly site: ListedSite;
  /** Values of settings by channel; passwords come masked. */
  readonly instances: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface TenantLists {
  readonly extensions: readonly ListedExtension[];
  /** What the live servers run. */
  readonly serverExtensions: readonly ListedServerExtension[];
  /** What the preview's have; undefined on a tenant without them. */
  readonly previewExtensions: readonly ListedServerExtension[] | undefined;
  readonly unpublished: readonly ListedChange[];
  readonly layouts: readonly ListedLayout[];
  readonly webhooks: readonly ListedWebhook[];
  readonly variables: readonly ListedVariable[];
  readonly settings: readonly SiteInstances[];
}

/** A row of a table: its heading, and the cells after it. */
export interface InstalledRow {
  readonly head: string;
  readonly cells: readonly string[];
}

export interface InstalledTable {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly InstalledRow[];
  /** What is said where there is no row. */
  readonly empty: string;
}

export type Installed = readonly InstalledTable[];

/** A name that says that its value opens something. */
const SECRET = /key|secret|token|pass|journal/i;

/** The settings that say where payments go; all of them are on the page of settings. */
const SHOWN = ['merchantID', 'runEnvironment', 'authenticationType', 'paymentOptions'] as const;

export function toInstalled(lists: TenantLists): Installed {
  return [
    {
      id: 'extensions',
      title: 'Extensions',
      columns: ['Extension', 'Version', 'State', 'Brings'],
      rows: lists.extensions.map(({ name, version, enabled, widgets, gateways }) => ({
        head: name,
        cells: [
          String(version),
          enabled ? 'active' : 'not active',
          [...gateways, ...widgets].join(', ') || 'nothing',
        ],
      })),
      empty: 'No extension is installed: occ-cybersource deploy brings them.',
    },
    {
      id: 'server-extensions',
      title: 'Server extensions',
      columns: ['File', 'Server', 'Size', 'Uploaded', 'Checksum'],
      rows: [
        ...lists.serverExtensions.map((file) => fileRow(file, 'live')),
        ...(lists.previewExtensions ?? []).map((file) => fileRow(file, 'preview')),
      ],
      empty: 'None was uploaded. What npm start runs was there before the tenant.',
    },
    {
      id: 'unpublished',
      title: 'Not published yet',
      columns: ['Change', 'Of'],
      rows: lists.unpublished.map(({ displayName, assetType }) => ({
        head: displayName,
        cells: [assetType],
      })),
      empty: 'Everything that was changed is published.',
    },
    {
      id: 'layouts',
      title: 'Widgets on layouts',
      columns: ['Layout', 'Region', 'Widgets'],
      rows: rowsOf(lists.layouts, ({ displayName, layout }) =>
        layout.regions.map(({ name, widgets }) => ({
          head: displayName,
          cells: [
            name,
            widgets.map((each) => `${each.displayName} (${each.descriptor.version})`).join(', ') || 'none',
          ],
        })),
      ),
      empty: 'There is no layout.',
    },
    {
      id: 'settings',
      title: 'Gateway settings',
      columns: ['Site', 'Channel', 'Merchant', 'Host', 'Signed with', 'Offered'],
      rows: rowsOf(lists.settings, ({ site, instances }) =>
        Object.entries(instances).map(([channel, values]) => ({
          head: `${site.name} (${site.id})`,
          cells: [channel, ...SHOWN.map((id) => textOf(values[id]))],
        })),
      ),
      empty: 'No gateway is installed.',
    },
    {
      id: 'webhooks',
      title: 'Webhooks',
      columns: ['Webhook', 'Server', 'Address'],
      rows: lists.webhooks.map(({ id, name = id, serverType = '', url = '' }) => ({
        head: name,
        cells: [serverType || 'production', url || 'none'],
      })),
      empty: 'There is no webhook.',
    },
    {
      id: 'variables',
      title: 'Environment variables',
      columns: ['Variable', 'Value'],
      rows: lists.variables.map(({ name, value = '' }) => ({
        head: name,
        cells: [SECRET.test(name) && value !== '' ? 'set, not shown' : value || 'empty'],
      })),
      empty: 'There is no variable.',
    },
  ];
}

/** Equal checksums: the preview has what the live servers run. */
function fileRow(
  { name, size, lastModified, checksum }: ListedServerExtension,
  server: 'live' | 'preview',
): InstalledRow {
  return {
    head: name,
    cells: [
      server,
      `${Math.ceil(size / 1024)} KB`,
      lastModified.slice(0, 16).replace('T', ' '),
      checksum.toString(16),
    ],
  };
}

/** The browsers of the pages are those of shops: `flatMap` is younger. */
function rowsOf<Item>(
  items: readonly Item[],
  toRows: (item: Item) => readonly InstalledRow[],
): readonly InstalledRow[] {
  return items.reduce<readonly InstalledRow[]>((rows, item) => [...rows, ...toRows(item)], []);
}

function textOf(value: unknown): string {
  const texts = Array.isArray(value) ? value.map(String) : typeof value === 'string' ? value.split(',') : [];
  return texts.join(', ') || '–';
}
