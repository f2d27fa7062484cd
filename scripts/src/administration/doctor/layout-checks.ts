import { readPlacedWidgets, type PlacedWidget } from '../occ/layouts.ts';
import type { DoctorFinding } from './doctor-check.ts';
import type { DoctorTask } from './doctor-task.ts';

/** Our widgets, by what each of them is for. */
const PAYMENT = 'cybersourcePayment';
const SAVED_CARDS = 'cybersourceSavedCards';

/**
 * Forms that take a card, too: OCC's own, and those of CyberSource's earlier widgets. Beside ours a shopper would see two, and
 * a form of OCC's brings card numbers into the shop's own page.
 */
const OTHER_FORMS = /isv|cybersource|^(checkout)?paymentDetails$|^splitPayments$|^paymentGatewayOptions$/i;

/** Whether shoppers see the payment form, and no other. Shops with a checkout of their own have no layouts with it: a warning. */
export async function layoutChecks({ occ, settings }: DoctorTask): Promise<readonly DoctorFinding[]> {
  if (settings === undefined) return [];
  const placed = await readPlacedWidgets(occ);
  // A release without layouts, or a user who may not see them: nothing can be said.
  if (placed === undefined) return [];
  const about = { id: 'layout', setting: 'layouts' } as const;
  const found: DoctorFinding[] = [];
  if (placed.every(({ widgetType }) => widgetType !== PAYMENT))
    found.push({
      ...about,
      status: 'warning',
      problem: `The widget ${PAYMENT} is on no layout: shoppers see no payment form, unless the checkout is a page of its own.`,
      remedy: 'Design > Layout: put it into the checkout layout, then publish.',
    });
  found.push(...othersBeside(placed).map((each) => ({ ...about, ...each })));
  return found.length > 0 ? found : [{ id: 'layout', status: 'ok' }];
}

/** On layouts with our payment form, what else takes a card. */
function othersBeside(
  placed: readonly PlacedWidget[],
): readonly Pick<DoctorFinding, 'status' | 'problem' | 'remedy'>[] {
  const own = new Set(placed.filter(({ widgetType }) => widgetType === PAYMENT).map(({ layout }) => layout));
  return placed
    .filter(
      ({ layout, widgetType }) =>
        own.has(layout) && ![PAYMENT, SAVED_CARDS].includes(widgetType) && OTHER_FORMS.test(widgetType),
    )
    .map(({ layout, widgetType, instance }) => ({
      status: 'warning',
      problem: `The widget ${widgetType} (${instance}) is on the layout “${layout}” beside ${PAYMENT}: shoppers see two forms for a card.`,
      remedy: `Design > Layout: take ${widgetType} out of “${layout}”, then publish.`,
    }));
}
