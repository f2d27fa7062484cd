/** Modules that OCC's storefront provides; they stay outside the bundle. */

declare module 'jquery' {
  const jquery: { readonly Topic: import('./occ-widget.ts').OccTopics };
  export default jquery;
}

declare module 'pubsub' {
  const pubsub: {
    readonly topicNames: Readonly<
      Record<'ORDER_SUBMISSION_FAIL' | 'ORDER_SUBMISSION_SUCCESS' | 'PAGE_CHANGED', string>
    >;
  };
  export default pubsub;
}
