/**
 * The smallest page that loads a widget as OCC's storefront does: RequireJS, an anonymous module, own properties
 * copied, `onLoad`, `resourcesLoaded`, `beforeAppear`, and an order view model that places orders.
 */
const STOREFRONT = `
  require.config({
    baseUrl: '/',
    paths: { knockout: 'lib/knockout', jquery: 'lib/jquery' },
    map: { 'widget/js/cybersource-payment': { js: 'widget/js' } },
  });
  define('pubsub', { topicNames: {
    ORDER_SUBMISSION_FAIL: 'order.submission.fail',
    ORDER_SUBMISSION_SUCCESS: 'order.submission.success',
    PAGE_CHANGED: 'page.changed.memory',
    CART_PRICE_COMPLETE: 'cart.price.complete',
    ORDER_COMPLETED: 'order.completed',
    PAGE_READY: 'page.ready.memory',
    ORDER_CREATE: 'order.create',
    USER_LOGIN_SUCCESSFUL: 'user.login.successful',
    USER_LOGOUT_SUCCESSFUL: 'user.logout.successful',
  } });
  define('notifier', { sendError: (id, message) => {
    document.querySelector('h1').after(message);
  } });
  define('ccRestClient', {
    request: (endpoint, data, success, failure, id) => {
      fetch('/orders/' + id).then((answer) => answer.json()).then(success, failure);
    },
  });
  require(['knockout', 'jquery', 'pubsub', 'widget/js/cybersource-payment'], (...modules) => {
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
      fetch('/widget/locales/' + (document.documentElement.lang || 'en') + '/ns.cybersource-payment.json').then((answer) => answer.json()),
    ]);

    const validations = [];
    const total = ko.observable(12.5);
    const profileId = ko.observable(document.body.dataset.profile);
    const order = {
      id: ko.observable(''),
      uuid: ko.observable(''),
      showSchedule: ko.observable(false),
      payments: ko.observableArray([]),
      errors: ko.observableArray([]),
      updatePayments: (payments) => order.payments([...payments]),
      addValidationCallback: (callback) => validations.push(callback),
      addValidationError: (id, message) => order.errors.push(message),
      isPaymentDisabled: () => total() === 0,
      createOrder: async () => {
        const answer = await fetch('/orders', { method: 'POST', body: JSON.stringify({ id: order.id(), payments: order.payments() }) }).catch(() => undefined);
        if (answer === undefined) order.postOrderCreateOrUpdateFailure({ status: '0' });
        else order.postOrderCreateOrUpdateSuccess(await answer.json());
      },
      postOrderCreateOrUpdateFailure: () => {
        $.Topic(pubsub.topicNames.ORDER_SUBMISSION_FAIL).publish([{ message: 'fail' }]);
      },
      postOrderCreateOrUpdateSuccess: (answer) => {
        if (answer.state === 'SUBMITTED') {
          document.querySelector('h1').textContent = 'Thank you';
          $.Topic(pubsub.topicNames.ORDER_SUBMISSION_SUCCESS).publish([{ message: 'success' }]);
        } else $.Topic(pubsub.topicNames.ORDER_SUBMISSION_FAIL).publish([{ message: 'fail' }]);
      },
    };
    const place = () => {
      order.errors.removeAll();
      for (const validate of validations) validate();
      if (order.errors().length === 0) order.createOrder();
    };
    document.getElementById('place-order').onclick = place;
    $.Topic(pubsub.topicNames.ORDER_CREATE).subscribe(place);

    const widgets = [...document.querySelectorAll('.region')].map((region) => {
      const widget = {
        ...module,
        order: ko.observable(order),
        site: ko.observable({
          siteInfo: { id: 'siteUS' },
          selectedPriceListGroup: () => ({ currency: { currencyCode: 'USD', fractionalDigits: 2 } }),
        }),
        user: ko.observable({ loggedIn: () => profileId() !== '', id: profileId }),
        cart: ko.observable({ total }),
        isPreview: () => false,
        translate: (key, params = {}) =>
          (resources[key] || key).replace(/__(\\w+?)__/g, (whole, name) => params[name] ?? whole),
      };
      widget.onLoad(widget);
      widget.resourcesLoaded(widget);
      region.innerHTML = template;
      ko.applyBindings(widget, region);
      return widget;
    });
    window.shop = {
      order,
      total: (amount) => {
        total(amount);
        $.Topic(pubsub.topicNames.CART_PRICE_COMPLETE).publish();
      },
      versions: [ko.version, $.fn.jquery],
      goTo: (pageId) => {
        $.Topic(pubsub.topicNames.PAGE_CHANGED).publish({ pageId });
        if (pageId === 'checkout') widgets.forEach((widget) => widget.beforeAppear({ pageId }));
      },
    };
    window.shop.goTo('checkout');
  }
`;

export interface ShopPage {
  readonly css: string;
  /** How often the widget is on the page. */
  readonly placements: number;
  readonly language: string;
  /** Empty for a guest. */
  readonly profile: string;
}

export function shopPage({ css, placements, language, profile }: ShopPage): string {
  return `<!doctype html>
    <html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}">
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
      <body data-profile="${profile}">
        <main>
          <h1>Checkout</h1>
          ${'<div class="region"></div>'.repeat(placements)}
          <button id="place-order" type="button" data-cyb-place-order>Place order</button>
        </main>
        <script src="/lib/require.js"></script>
        <script>${STOREFRONT}</script>
      </body>
    </html>`;
}
