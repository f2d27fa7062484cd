import type { StorefrontKnockout, Observable } from './values/knockout.ts';
import type { ShowPage, WidgetInstance } from './occ-modules/layout-container.ts';
import type { CartViewModel, CartProduct } from './models/cart.ts';
import type { OrderData } from './models/order-data.ts';
import type { OrderViewModel } from './models/order.ts';
import type { SiteData, SiteViewModel } from './models/site.ts';
import type { UserViewModel } from './models/user.ts';
import type { Notifier } from './occ-modules/notifier.ts';
import { messageOf, type RestClient } from './occ-modules/rest-client.ts';
import type { TranslateSentence } from './values/translate-sentence.ts';
import { toRoute, type PageType } from './routes.ts';
import { createSignIn, type SignInViewModel } from './sign-in.ts';
import { topicNames } from './occ-modules/topic-names.ts';
import type { Topics } from './occ-modules/topics.ts';

/** The page and the widgets on it; they change together. */
export interface View {
  readonly pageType: PageType;
  readonly template: string;
  readonly widgets: readonly WidgetInstance[];
}

/** What the shop's templates are bound to. */
export interface ShopViewModel {
  readonly view: Observable<View>;
  readonly title: Observable<string>;
  readonly products: readonly CartProduct[];
  readonly sites: readonly SiteData[];
  readonly siteId: Observable<string>;
  readonly site: SiteViewModel;
  readonly user: UserViewModel;
  readonly cart: CartViewModel;
  readonly order: OrderViewModel;
  readonly notifier: Notifier;
  readonly signIn: SignInViewModel;
  /** The order of the confirmation page, once it is read. */
  readonly placedOrder: Observable<OrderData | undefined>;
  /** What was put into the bag last, said to those who do not see it. */
  readonly announcement: Observable<string>;
  add(product: CartProduct): void;
  chooseLanguage(locale: string): void;
  /** Which of the four grounds a product's picture stands on, the same on every page. */
  groundOf(productId: string): number;
  /** Shows the page that a path names. */
  open(path: string): Promise<void>;
}

export interface ShopDeps {
  readonly ko: StorefrontKnockout;
  readonly topics: Topics;
  readonly rest: RestClient;
  readonly products: readonly CartProduct[];
  readonly sites: readonly SiteData[];
  readonly site: SiteViewModel;
  readonly user: UserViewModel;
  readonly cart: CartViewModel;
  readonly order: OrderViewModel;
  readonly notifier: Notifier;
  readonly showPage: ShowPage;
  readonly changeSite: (siteId: string) => void;
  readonly changeLanguage: (locale: string) => void;
  /** A sentence of the shop or of OCC in the shopper's language. */
  readonly say: TranslateSentence;
}

export function createShop(deps: ShopDeps): ShopViewModel {
  const { ko, topics, rest } = deps;
  const shop: ShopViewModel = {
    view: ko.observable<View>({ pageType: 'home', template: 'page-opening', widgets: [] }),
    title: ko.observable('Alder'),
    products: deps.products,
    sites: deps.sites,
    siteId: ko.observable(deps.site.siteInfo.id),
    site: deps.site,
    user: deps.user,
    cart: deps.cart,
    order: deps.order,
    notifier: deps.notifier,
    signIn: createSignIn(ko, deps.user),
    placedOrder: ko.observable<OrderData | undefined>(undefined),
    announcement: ko.observable(''),
    add: (product) => {
      deps.cart.addItem(product);
      shop.announcement(`${product.displayName} is in your bag. ${deps.cart.numberOfItems()} in total.`);
    },
    chooseLanguage: deps.changeLanguage,
    groundOf: (productId) => deps.products.findIndex(({ id }) => id === productId) % 4,
    open: async (path) => {
      const { pageType, title, orderId } = toRoute(path);
      const page = { pageId: pageType, pageType, path };
      deps.notifier.notices([]);
      topics(topicNames.PAGE_CHANGED).publish(page);
      const [widgets] = await Promise.all([deps.showPage(page), readOrder(orderId)]);
      shop.title(title);
      shop.view({ pageType, template: `page-${pageType}`, widgets });
      topics(topicNames.PAGE_READY).publish(page);
    },
  };

  async function readOrder(orderId: string): Promise<void> {
    if (orderId === '') return;
    shop.placedOrder(undefined);
    try {
      shop.placedOrder((await rest.call('GET', `/orders/${encodeURIComponent(orderId)}`)) as OrderData);
    } catch (problem) {
      deps.notifier.sendError('order', deps.say(messageOf(problem)));
    }
  }

  shop.siteId.subscribe(deps.changeSite);
  return shop;
}
