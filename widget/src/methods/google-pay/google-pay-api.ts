import type { SheetClient } from './google-pay-sheet.ts';

/** Google's script, as much of it as we use (Google: Google Pay API for web). */
export interface GooglePayApi {
  readonly payments: {
    readonly api: { readonly PaymentsClient: new (options: { environment: string }) => PaymentsClient };
  };
}

export interface PaymentsClient extends SheetClient {
  isReadyToPay(request: object): Promise<{ readonly result: boolean }>;
  createButton(options: {
    onClick: () => void;
    buttonSizeMode: 'fill';
    buttonColor: 'black' | 'white';
    buttonLocale?: string;
  }): HTMLElement;
}
