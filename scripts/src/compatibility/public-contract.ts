/** Everything that shops, order managements and alarms go by: what a release promises to keep. */
import { events } from '../../../server-extension/src/events.ts';
import { listSettings } from '../../../server-extension/src/config/settings.ts';
import { paymentMethods } from '../../../server-extension/src/methods/methods.ts';
import { declareRoutes } from '../../../server-extension/src/routes/routes.ts';
import { settings } from '../../../gateway-settings/settings.ts';
import { pageTypes } from '../../../widget/build-page.ts';
import { toOpenApi } from '../generated/openapi/document.ts';
import type { JsonSchema } from '../generated/openapi/json-schemas.ts';

/** What of an OpenAPI document callers depend on. */
export interface ApiContract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, JsonSchema>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A named entry of a list, with properties whose values matter to others. */
export type ContractEntry = Readonly<Record<string, unknown>> & { readonly name: string };

/** The public contract of one release. */
export interface PublicContract {
  readonly version: string;
  readonly api: ApiContract;
  /** Of the payment gateway, by id. */
  readonly settings: readonly ContractEntry[];
  /** By environment variable. */
  readonly environment: readonly ContractEntry[];
  /** Of the log. */
  readonly events: readonly ContractEntry[];
  /** TypeScript declarations of what a page with its own checkout loads; empty where a release had none. */
  readonly types: readonly string[];
}

/** The contract of the code as it is. */
export async function contractOf(version: string): Promise<PublicContract> {
  const { paths, components } = toOpenApi(declareRoutes(paymentMethods), version);
  return {
    version,
    api: withoutWords({ paths, components }),
    settings: settings
      .filter(({ type }) => type !== 'sectionTitleType')
      .map(({ id, ...properties }) => ({ name: id, ...properties })),
    environment: listSettings().map(({ name, variable, otherwise }) => ({
      name: variable,
      nconf: name,
      ...(otherwise !== undefined && { default: otherwise }),
    })),
    events: Object.entries(events).map(([name, { level, always }]) => ({ name, level, fields: [...always] })),
    types: (await pageTypes()).trimEnd().split('\n'),
  };
}

/** What is read by people only. A property of a schema may have such a name: then its value is an object. */
const WORDS = ['description', 'summary', 'title', 'example', 'examples', 'tags'];

/** Leaves out what only people read, so that another sentence is no other contract. */
export function withoutWords(api: ApiContract): ApiContract {
  return JSON.parse(
    JSON.stringify(api, function (this: unknown, name: string, value: unknown) {
      const isProperty =
        name === 'description' || name === 'title' || name === 'summary' ? isSchema(value) : false;
      return WORDS.includes(name) && !isProperty ? undefined : value;
    }),
  ) as ApiContract;
}

function isSchema(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}
