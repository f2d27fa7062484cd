/** Modules that OCC's storefront provides; they stay outside the bundle. */

declare module 'jquery' {
  const jquery: { readonly Topic: import('./occ-widget.ts').OccTopics };
  export default jquery;
}

declare module 'pubsub' {
  const pubsub: {
    readonly topicNames: Readonly<
      Record<
        | 'ORDER_COMPLETED'
        | 'ORDER_CREATE'
        | 'ORDER_SUBMISSION_FAIL'
        | 'ORDER_SUBMISSION_SUCCESS'
        | 'PAGE_CHANGED'
        | 'PAGE_READY'
        | 'USER_LOGIN_SUCCESSFUL'
        | 'USER_LOGOUT_SUCCESSFUL',
        string
      >
    >;
  };
  export default pubsub;
}

declare module 'notifier' {
  /** OCC's `notifier`: messages at the head of the page, one for each id. */
  const notifier: { sendError(id: string, message: string, scrollToTop?: boolean): void };
  export default notifier;
}

declare module 'ccRestClient' {
  const ccRestClient: import('./occ-widget.ts').OccRestClient;
  export default ccRestClient;
}

declare module 'js/cybersource-challenge' {
  export const openChallengeDialog: typeof import('../entries/cybersource-challenge.ts').openChallengeDialog;
}

declare module 'js/cybersource-device-fingerprint' {
  export const profileDevice: typeof import('../fingerprint/profile-device.ts').profileDevice;
}

declare module 'js/cybersource-earlier-order' {
  export const createOccCheck: typeof import('../entries/cybersource-earlier-order.ts').createOccCheck;
  export const createPageCheck: typeof import('../entries/cybersource-earlier-order.ts').createPageCheck;
}

declare module 'js/cybersource-saved-card-options' {
  export const savedCardMethod: typeof import('../methods/saved-card/saved-card-method.ts').savedCardMethod;
}

declare module 'js/cybersource-account-cards' {
  export const registerAccountCards: typeof import('../entries/cybersource-account-cards.ts').registerAccountCards;
  export const createNewCard: typeof import('../entries/cybersource-account-cards.ts').createNewCard;
  export const createCardEdit: typeof import('../entries/cybersource-account-cards.ts').createCardEdit;
}

declare module 'js/cybersource-marks' {
  export const drawMarks: typeof import('../marks/draw-marks.ts').drawMarks;
}

declare module 'js/cybersource-wallets' {
  export const googlePayMethod: import('../payment/payment-method.ts').PaymentMethodModule;
  export const applePayMethod: import('../payment/payment-method.ts').PaymentMethodModule;
}
