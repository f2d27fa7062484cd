import type { WidgetPaymentMethod, PaymentMethodModule, MethodContext } from '../payment/payment-method.ts';

const NOTHING_YET: WidgetPaymentMethod = {
  options: () => [],
  open: () => Promise.resolve(),
  close: () => undefined,
};

/**
 * A method whose code is loaded only where the site offers it, and where the shopper can use it. Until then,
 * and where that fails, it has no options.
 *
 * @param waitsFor Whether this shopper can use it. The form then opens when its options are known; without, it opens at
 *   once and the options follow.
 */
export function onDemand(
  type: string,
  load: () => Promise<PaymentMethodModule>,
  waitsFor?: (surroundings: MethodContext) => boolean,
): PaymentMethodModule {
  return {
    type,
    register: () => undefined,
    create: (surroundings) => {
      const { ko } = surroundings;
      const loaded = ko.observable(NOTHING_YET);
      let isOpen = false;
      return {
        options: () => loaded().options(),
        open: async (offered) => {
          isOpen = true;
          if (waitsFor?.(surroundings) === false) return;
          const ready = load().then(
            (module) => {
              if (!isOpen) return undefined;
              module.register(ko);
              loaded().close();
              loaded(module.create(surroundings));
              return loaded().open(offered);
            },
            () => undefined,
          );
          if (waitsFor !== undefined) await ready;
        },
        close: () => {
          isOpen = false;
          loaded().close();
        },
      };
    },
  };
}
