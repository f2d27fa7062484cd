/**
 * The smallest page that loads a widget as OCC's storefront does: RequireJS, an anonymous module, own properties
 * copied, `onLoad`, `resourcesLoaded`, `beforeAppear`, and an order view model that places orders.
 */
const STOREFRONT = `
  require.config({ paths: { knockout: '/lib/knockout', jquery: '/lib/jquery' } });
  define('pubsub', { topicNames: {
    ORDER_SUBMISSION_FAIL: 'order.submission.fail',
    ORDER_SUBMISSION_SUCCESS: 'order.submission.success',
    PAGE_CHANGED: 'page.changed.memory',
  } });
  require(['knockout', 'jquery', 'pubsub', '/widget/js/cybersource-payment.js'], (...modules) => {
    void start(...modules);
  });
  async function start(ko, $, pubsub, module) {
    const topics = {};
    $.Topic = (name) => topics[name] ??= (() => {
      const callbacks = $.Callbacks(name.endsWith('.memory') ? 'memory' : '');
      return { publish: callbacks.fire, subscribe: callbacks.add };
    })();
    const [template, { resources }] = await Promise.all([
      fetch('/widget/templates/display.template').then((answer) => answer.text()),
      fetch('/widget/locales/en/ns.cybersource-payment.json').then((answer) => answer.json()),
    ]);

    const validations = [];
    const order = {
      payments: ko.observableArray([]),
      errors: ko.observableArray([]),
      updatePayments: (payments) => order.payments([...payments]),
      addValidationCallback: (callback) => validations.push(callback),
      addValidationError: (id, message) => order.errors.push(message),
      isPaymentDisabled: () => false,
      createOrder: async () => {
        const answer = await fetch('/orders', { method: 'POST', body: JSON.stringify({ payments: order.payments() }) });
        order.postOrderCreateOrUpdateSuccess(await answer.json());
      },
      postOrderCreateOrUpdateSuccess: (answer) => {
        if (answer.state === 'SUBMITTED') {
          document.querySelector('h1').textContent = 'Thank you';
          $.Topic(pubsub.topicNames.ORDER_SUBMISSION_SUCCESS).publish([{ message: 'success' }]);
        } else $.Topic(pubsub.topicNames.ORDER_SUBMISSION_FAIL).publish([{ message: 'fail' }]);
      },
    };
    document.getElementById('place-order').onclick = () => {
      order.errors.removeAll();
      for (const validate of validations) validate();
      if (order.errors().length === 0) order.createOrder();
    };

    const widgets = [...document.querySelectorAll('.region')].map((region) => {
      const widget = {
        ...module,
        order: ko.observable(order),
        site: ko.observable({ siteInfo: { id: 'siteUS' } }),
        isPreview: () => false,
        translate: (key) => resources[key],
      };
      widget.onLoad(widget);
      widget.resourcesLoaded(widget);
      region.innerHTML = template;
      ko.applyBindings(widget, region);
      return widget;
    });
    window.shop = {
      order,
      versions: [ko.version, $.fn.jquery],
      goTo: (pageId) => {
        $.Topic(pubsub.topicNames.PAGE_CHANGED).publish({ pageId });
        if (pageId === 'checkout') widgets.forEach((widget) => widget.beforeAppear({ pageId }));
      },
    };
    window.shop.goTo('checkout');
  }
`;

export function shopPage(css: string, placements: number): string {
  return `<!doctype html>
    <html lang="en">
      <head>
        <title>Checkout</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="data:," />
        <style>
          :root { color-scheme: light dark; }
          body { margin: 0; padding: 24px; font: 16px system-ui, sans-serif; background: Canvas; color: CanvasText; }
          ${css}
        </style>
      </head>
      <body>
        <main>
          <h1>Checkout</h1>
          ${'<div class="region"></div>'.repeat(placements)}
          <button id="place-order" type="button">Place order</button>
        </main>
        <script src="/lib/require.js"></script>
        <script>${STOREFRONT}</script>
      </body>
    </html>`;
}
