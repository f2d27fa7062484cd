import express, { type Router } from 'express';
import { CATALOGUE, priceOf, requireProduct, type Product } from '../../shop/catalogue.ts';
import { createLogin } from '../../http/login.ts';
import { toDecimal } from '../../shop/money.ts';
import type { Profile } from '../../profiles/profiles.ts';
import { channelOf, siteOf, type Site } from '../../shop/sites.ts';
import type { Tenant } from '../../tenant/tenant.ts';
import { createCreditCardRoutes } from './credit-cards.ts';
import { createOrderRoutes } from './orders.ts';
import { toPagePayment } from './page-payment.ts';
import { createPaymentGroupRoutes } from './payment-groups.ts';
import type { ShopperOf } from './shopper-of.ts';
import { wrongMethod } from '../../http/http.ts';
import { refuseOtherMethods } from '../../../other-methods.ts';

/** OCC's store API, `/ccstore/v1`: what a storefront in the browser talks to. */
export function createStoreApi(tenant: Tenant): Router {
  const { tokens, profiles, sites, settings, gatewayName } = tenant;
  const router = express.Router();
  const shopperOf: ShopperOf = (req) => {
    const grant = tokens.presented(req, 'ccstore');
    return grant && profiles.require(grant.subject);
  };

  router.use(
    createLogin('ccstore', tokens, {
      byPassword(email, password) {
        const subject = profiles.byPassword(email, password);
        return subject === undefined ? undefined : { subject, user: { roles: [] } };
      },
    }),
  );

  router.get('/sites', (_req, res) => {
    res.json({ items: sites.map((site) => toSite(site, settings.publicValues(site.id))) });
  });
  router.get('/sites/current', (req, res) => {
    const site = siteOf(req, sites);
    res.json(toSite(site, settings.publicValues(site.id)));
  });

  router.get('/products', (req, res) => {
    const site = siteOf(req, sites);
    const items = CATALOGUE.map((product) => toProduct(product, site));
    res.json({ items, totalResults: items.length, offset: 0, limit: items.length });
  });
  router.get('/products/:id', (req, res) => {
    res.json(toProduct(requireProduct(req.params.id), siteOf(req, sites)));
  });

  router.get('/payment/types', (_req, res) => {
    res.json(tenant.paymentTypes.cards());
  });

  router.get('/pages/checkout', (req, res) => {
    const instance = settings.read(gatewayName, siteOf(req, sites).id)[channelOf(req)];
    res.json({ data: { page: { payment: toPagePayment(instance, tenant.paymentTypes.cards()) } } });
  });

  router.get('/profiles/current', (req, res) => {
    const profile = shopperOf(req);
    res.json(profile === undefined ? { id: null } : toProfile(profile));
  });
  router.use('/profiles/current/creditCards', createCreditCardRoutes(tenant, shopperOf));
  router.use('/orders', createOrderRoutes(tenant, shopperOf));
  router.use('/paymentGroups', createPaymentGroupRoutes(tenant, shopperOf));

  return refuseOtherMethods(router, wrongMethod);
}

/** A site as the store and the admin API show it. */
export function toSite(
  { id, name, productionURL, defaultLocale, country, currency }: Site,
  extensionSiteSettings: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return {
    id,
    repositoryId: id,
    name,
    productionURL,
    defaultLocale,
    country,
    currency,
    extensionSiteSettings,
  };
}

function toProduct(product: Product, { currency }: Site): Readonly<Record<string, unknown>> {
  const { id, displayName, description, brand, type } = product;
  return {
    id,
    displayName,
    description,
    brand,
    type,
    listPrice: toDecimal(priceOf(product, currency.currencyCode), currency),
    currencyCode: currency.currencyCode,
    childSKUs: [{ repositoryId: id }],
  };
}

function toProfile({
  id,
  email,
  firstName,
  lastName,
  shippingAddresses,
}: Profile): Readonly<Record<string, unknown>> {
  return { id, repositoryId: id, email, firstName, lastName, shippingAddresses };
}
