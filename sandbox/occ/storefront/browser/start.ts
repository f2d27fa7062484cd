import { registerBindings } from './bindings.ts';
import { ccConstants } from './occ-modules/constants.ts';
import { createI18n } from './occ-modules/i18n.ts';
import type { StorefrontKnockout } from './values/knockout.ts';
import { createLayoutContainer } from './occ-modules/layout-container.ts';
import { createLogger } from './occ-modules/logger.ts';
import { createAddress } from './models/address.ts';
import { createCart, type CartProduct } from './models/cart.ts';
import { createOrderViewModel } from './models/order.ts';
import { createPaymentDetails, type PagePaymentSettings } from './models/payment-details.ts';
import { createSite, type SiteData } from './models/site.ts';
import { startAddress } from './models/test-addresses.ts';
import { createUser } from './models/user.ts';
import { defineModules, single } from './occ-modules/modules.ts';
import { createNavigation } from './occ-modules/navigation.ts';
import { createNotifier } from './occ-modules/notifier.ts';
import type { PageConfig } from './occ-modules/page-config.ts';
import { focusHeading, focusProblem, isSaidBelow, registerPageBindings } from './page-bindings.ts';
import type { Define, RequireJs } from './occ-modules/requirejs.ts';
import { startPaymentPoller } from './occ-modules/payment-poller.ts';
import { createRestClient } from './occ-modules/rest-client.ts';
import { createSay } from './values/translate-sentence.ts';
import { createShop } from './shop.ts';
import { chooseSite, chosenSite } from './site-choice.ts';
import { createSpinner } from './occ-modules/spinner.ts';
import { createStorageApi } from './occ-modules/storage.ts';
import { topicNames } from './occ-modules/topic-names.ts';
import { attachTopics, type CallbackLists } from './occ-modules/topics.ts';

export interface StartDeps {
  readonly ko: StorefrontKnockout;
  readonly jquery: CallbackLists;
  readonly config: PageConfig;
  readonly requirejs: RequireJs;
  readonly define: Define;
  readonly page: Document;
}

/** What `GET /ccstore/v1/pages/checkout` answers. */
interface PageData {
  readonly data: { readonly page: { readonly payment: PagePaymentSettings } };
}

/** Builds the storefront: the one place where everything meets. Rejects when OCC's REST API does not answer. */
export async function startStorefront({
  ko,
  jquery,
  config,
  requirejs,
  define,
  page,
}: StartDeps): Promise<void> {
  const topics = attachTopics(jquery);
  const logger = createLogger(console);
  const i18n = createI18n();
  const storageApi = createStorageApi(localStorage, sessionStorage);
  const storage = storageApi.getInstance();
  const call = window.fetch.bind(window);

  const siteId = chosenSite(location.search, storage);
  const channel = config.isPreview ? 'preview' : 'storefront';
  const rest = createRestClient({ fetch: call, storage, topics, siteId, locale: config.locale, channel });
  const [siteData, sites, products, checkout] = (await Promise.all([
    rest.call('GET', '/sites/current'),
    rest.call('GET', '/sites'),
    rest.call('GET', '/products'),
    rest.call('GET', '/pages/checkout'),
  ])) as [SiteData, { items: SiteData[] }, { items: CartProduct[] }, PageData];

  const say = createSay(config.dictionary);
  const site = createSite(ko, siteData);
  const user = createUser({ ko, rest, topics, fetch: call });
  const cart = createCart({ ko, topics, rest, storage, siteId: siteData.id, currency: site.currency, say });
  const notifier = createNotifier(ko, () => {
    focusProblem(page);
  });
  const pagePayment = checkout.data.page.payment;
  const paymentDetails = createPaymentDetails(ko, pagePayment);
  const shippingAddress = createAddress(ko, 'shipping', startAddress(siteData.id), say);
  const billingAddress = createAddress(ko, 'billing', startAddress(siteData.id), say);
  const navigation = createNavigation(window, (path) => {
    void open(path);
  });
  const order = createOrderViewModel({
    ko,
    topics,
    rest,
    notifier,
    navigation,
    user,
    cart,
    paymentDetails,
    pagePayment,
    shippingAddress,
    billingAddress,
    say,
  });
  topics(topicNames.USER_LOGIN_SUCCESSFUL).subscribe(() => {
    shippingAddress.fill(user.shippingAddresses()[0] ?? {});
  });

  // This theme's choice, not OCC's: what a widget says where the shopper acts needs no second box.
  for (const name of [topicNames.ORDER_SUBMISSION_FAIL, topicNames.CHECKOUT_NOT_VALID]) {
    topics(name).subscribe(() => {
      setTimeout(() => {
        const repeated = notifier.notices().filter(({ message }) => isSaidBelow(page, message));
        for (const { id } of repeated) notifier.clearError(id);
      });
    });
  }

  // Another tab has bought what is in the bag, or changed it. An order that is on its way goes on with what it was.
  window.addEventListener('storage', () => {
    if (order.enableOrderButton()) cart.restore(products.items);
  });

  const poller = startPaymentPoller({
    rest,
    topics,
    wait: (ms) => new Promise((done) => setTimeout(done, ms)),
  });

  defineModules(define, {
    pubsub: { topicNames },
    ccConstants,
    ccRestClient: rest,
    ccLogger: logger,
    CCi18n: i18n,
    navigation,
    notifier,
    spinner: createSpinner(page),
    storageApi,
    'pageLayout/order': single(order),
    'pageLayout/payment-auth-response': single(poller),
    'pageLayout/site': single(site),
    'pageLayout/user': single(user),
  });

  const showPage = createLayoutContainer({
    ko,
    i18n,
    logger,
    placements: config.placements,
    isPreview: config.isPreview,
    locale: config.locale,
    imports: { order, site, user, cart, payment: paymentDetails, paymentauthorization: {} },
    loadModule: (id) =>
      new Promise((resolve, reject) => {
        requirejs([id], resolve, reject);
      }),
    loadText: async (path) => {
      const answer = await call(path);
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.text();
    },
  });
  const shop = createShop({
    ko,
    topics,
    rest,
    products: products.items,
    sites: sites.items,
    site,
    user,
    cart,
    order,
    notifier,
    showPage,
    changeSite: (id) => {
      chooseSite(id, storage, location);
    },
    changeLanguage: (locale) => {
      location.search = new URLSearchParams({ locale }).toString();
    },
    say,
  });

  async function open(path: string): Promise<void> {
    await shop.open(path);
    page.title = shop.title() === 'Alder' ? 'Alder' : `${shop.title()} – Alder`;
    focusHeading(page);
  }

  registerBindings(ko, navigation, config.locale);
  registerPageBindings(ko, page);
  await user.load();
  cart.restore(products.items);
  if (user.loggedIn()) shippingAddress.fill(user.shippingAddresses()[0] ?? {});
  ko.applyBindings(shop, page.body);
  // Before that nothing on the page would answer a click.
  page.body.inert = false;
  await open(location.pathname);
}
