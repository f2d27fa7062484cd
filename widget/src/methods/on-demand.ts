import type { PaymentMethod, PaymentMethodModule } from './payment-method.ts';

const NOTHING_YET: PaymentMethod = {
  options: () => [],
  open: () => Promise.resolve(),
  close: () => undefined,
};

/** A method whose code is loaded only where the site offers it. Until then, and where that fails, it has no options. */
export function onDemand(type: string, load: () => Promise<PaymentMethodModule>): PaymentMethodModule {
  return {
    type,
    register: () => undefined,
    create: (surroundings) => {
      const { ko } = surroundings;
      const loaded = ko.observable(NOTHING_YET);
      let isOpen = false;
      return {
        options: () => loaded().options(),
        open: (offered) => {
          isOpen = true;
          load().then(
            (module) => {
              if (!isOpen) return;
              module.register(ko);
              loaded().close();
              loaded(module.create(surroundings));
              void loaded().open(offered);
            },
            () => undefined,
          );
          return Promise.resolve();
        },
        close: () => {
          isOpen = false;
          loaded().close();
        },
      };
    },
  };
}
