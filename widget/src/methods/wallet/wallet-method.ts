import { isSafeAddress } from '../../payment/script.ts';
import type { OfferedMethod } from '../../payment/payment-api.ts';
import type { PaymentMethodModule, PaymentOption, MethodContext } from '../../payment/payment-method.ts';
import { canPayNow } from './wallet-payment.ts';
import { createWalletOption, registerWalletOption, type Wallet } from './wallet-option.ts';

/** Finds out whether this browser and this shopper can pay with a wallet. Rejects or resolves to undefined when not. */
export type FindWallet = (surroundings: MethodContext, offered: OfferedMethod) => Promise<Wallet | undefined>;

/** A wallet appears among the options once it is sure that it can be used; the form does not wait for it. */
export function walletMethod(type: string, find: FindWallet): PaymentMethodModule {
  return {
    type,
    register: registerWalletOption,
    create: (surroundings) => {
      const { ko, checkout } = surroundings;
      const found = ko.observable<{ wallet: Wallet; option: PaymentOption } | undefined>();
      let opening = 0;
      return {
        options: () => {
          const usable = found();
          return usable !== undefined && canPayNow(usable.wallet, checkout) ? [usable.option] : [];
        },
        open: (offered) => {
          const mine = ++opening;
          find(surroundings, offered).then(
            (wallet) => {
              if (wallet !== undefined && mine === opening)
                found({ wallet, option: createWalletOption(surroundings, wallet) });
            },
            () => undefined,
          );
          return Promise.resolve();
        },
        close: () => {
          opening += 1;
          found(undefined);
        },
      };
    },
  };
}

/** The address of the wallet's script: what the extension says, else its owner's own. */
export function scriptAddress(
  { config }: OfferedMethod,
  names: readonly string[],
  otherwise: string,
): string {
  return names.map((name) => config[name]).find(isSafeAddress) ?? otherwise;
}
