/** Layouts of the storefront's pages: regions, and the widget instances that an administrator has put into them. OCC: layouts. */
import { OccProblem } from '../http/problem.ts';
import type { OccExtension } from './installed-extensions.ts';

/** A widget as an extension brings it. */
export interface WidgetDescriptor {
  readonly widgetType: string;
  readonly displayName: string;
  readonly version: string | number;
}

/** What can be put on a layout. */
export interface LayoutWidget {
  readonly id: string;
  readonly descriptor: WidgetDescriptor;
}

export interface LayoutRegion {
  readonly id: string;
  readonly name: string;
  readonly widgets: readonly LayoutWidget[];
}

export interface Layout {
  readonly id: string;
  readonly displayName: string;
  /** The page's address behind the shop's own. */
  readonly pageAddress: string;
  readonly regions: readonly LayoutRegion[];
}

export interface Layouts {
  list(): readonly Layout[];
  /** @throws OccProblem 400, as OCC. */
  require(id: string): Layout;
  /** Every widget of the tenant with its instances, on a layout or not. */
  instances(): readonly LayoutWidget[];
  /** Puts these instances into the regions that are named, in this order; other regions stay. @throws OccProblem 400 */
  place(id: string, regions: readonly RegionContent[]): Layout;
}

export interface RegionContent {
  readonly region: string;
  readonly instances: readonly string[];
}

interface Dependencies {
  readonly extensions: () => readonly Pick<OccExtension, 'widgets' | 'version' | 'active'>[];
  /** True: the shop takes payments from the start, so our widgets are where an administrator would have put them. */
  readonly provisioned: boolean;
}

/** OCC's own widgets of these pages, as far as a gateway has to do with them. */
const STOCK: readonly LayoutWidget[] = [
  stock('cartShoppingInst', 'shoppingCart', 'Shopping Cart'),
  stock('checkoutCustomerDetailsInst', 'customerDetails', 'Customer Details'),
  stock('checkoutPaymentDetailsInst', 'paymentDetails', 'Payment Details'),
  stock('checkoutOrderSummaryInst', 'orderSummary', 'Order Summary'),
  stock('profileInst', 'customerProfile', 'Customer Profile'),
];

/** Ours, on a tenant that is provisioned: its extension was uploaded before the sandbox began. */
const OURS: readonly LayoutWidget[] = [
  { id: 'cybersourcePayment_inst', descriptor: descriptor('cybersourcePayment', 1) },
  { id: 'cybersourceSavedCards_inst', descriptor: descriptor('cybersourceSavedCards', 1) },
];

const PAGES: readonly (Omit<Layout, 'regions'> & { readonly regions: readonly Page[] })[] = [
  layout('cartLayout', 'Cart Layout', 'cart', page('cartBody', 'Body', ['cartShoppingInst'])),
  layout(
    'checkoutLayout',
    'Checkout Layout',
    'checkout',
    page(
      'checkoutBody',
      'Body',
      ['checkoutCustomerDetailsInst'],
      ['cybersourcePayment_inst'],
      ['checkoutPaymentDetailsInst'],
    ),
    page('checkoutSide', 'Side', ['checkoutOrderSummaryInst']),
  ),
  layout(
    'profileLayout',
    'Profile Layout',
    'profile',
    page('profileBody', 'Body', ['profileInst'], ['cybersourceSavedCards_inst']),
  ),
];

/** A region as it is at the beginning: always, on a provisioned tenant, on a new one. */
interface Page {
  readonly id: string;
  readonly name: string;
  readonly always: readonly string[];
  readonly whenProvisioned: readonly string[];
  readonly whenNew: readonly string[];
}

export function createLayouts({ extensions, provisioned }: Dependencies): Layouts {
  /** Instance ids by layout and region. */
  const placed = new Map<string, readonly string[]>();
  for (const { id, regions } of PAGES)
    for (const region of regions)
      placed.set(`${id} ${region.id}`, [
        ...region.always,
        ...(provisioned ? region.whenProvisioned : region.whenNew),
      ]);

  function instances(): readonly LayoutWidget[] {
    const ofExtensions = extensions()
      .filter(({ active }) => active)
      .flatMap(({ widgets, version }) =>
        widgets.map((type) => ({ id: `${type}_inst`, descriptor: descriptor(type, version) })),
      );
    const known = [...STOCK, ...ofExtensions];
    const before = provisioned ? OURS.filter(({ id }) => known.every((each) => each.id !== id)) : [];
    return [...known, ...before];
  }

  function list(): readonly Layout[] {
    // What was taken away with its extension is on no layout any more.
    const known = new Map(instances().map((each) => [each.id, each]));
    return PAGES.map(({ regions, ...about }) => ({
      ...about,
      regions: regions.map(({ id, name }) => ({
        id,
        name,
        widgets: (placed.get(`${about.id} ${id}`) ?? []).flatMap((instance) => known.get(instance) ?? []),
      })),
    }));
  }

  function require(id: string): Layout {
    const found = list().find((each) => each.id === id);
    if (found === undefined) throw new OccProblem(400, `There is no layout ${id}.`, { errorCode: '32010' });
    return found;
  }

  return {
    list,
    require,
    instances,
    place(id, contents) {
      const { regions } = require(id);
      const known = instances();
      for (const { region, instances: wanted } of contents) {
        if (regions.every((each) => each.id !== region))
          throw new OccProblem(400, `Layout ${id} has no region ${region}.`);
        const unknown = wanted.find((instance) => known.every((each) => each.id !== instance));
        if (unknown !== undefined) throw new OccProblem(400, `There is no widget instance ${unknown}.`);
      }
      for (const { region, instances: wanted } of contents) placed.set(`${id} ${region}`, wanted);
      return require(id);
    },
  };
}

function stock(id: string, widgetType: string, displayName: string): LayoutWidget {
  return { id, descriptor: { widgetType, displayName, version: 1 } };
}

function descriptor(widgetType: string, version: string | number): WidgetDescriptor {
  return { widgetType, displayName: widgetType, version };
}

function layout(
  id: string,
  displayName: string,
  pageAddress: string,
  ...regions: readonly Page[]
): (typeof PAGES)[number] {
  return { id, displayName, pageAddress, regions };
}

function page(
  id: string,
  name: string,
  always: readonly string[],
  whenProvisioned: readonly string[] = [],
  whenNew: readonly string[] = [],
): Page {
  return { id, name, always, whenProvisioned, whenNew };
}
