/** Notifications and the issuer's doings, on command. */
import type { Ids } from '../../values/ids.ts';
import type { DeliveryMode } from '../../notifications/delivery-mode.ts';
import type { SentNotification } from '../../notifications/sender.ts';
import type { NotificationEvent } from '../../notifications/notification-event.ts';
import type { Notifications } from '../../notifications/notifications.ts';
import { PRODUCTS } from '../../notifications/catalogue.ts';
import {
  DEFAULT_RETRY_POLICY,
  type WebhookSubscription,
  type WebhookStatus,
} from '../../notifications/subscription.ts';
import type { AccountChanges } from '../../records/settlement/account-changes.ts';
import { correctBankAccount, type AccountReplacement } from '../../tokens/bank-updates.ts';
import {
  applyLifeCycle,
  replaceCard,
  type CardReplacement,
  type LifeCycleEvent,
} from '../../tokens/issuer-updates.ts';
import type { TokenVault } from '../../tokens/token-vault.ts';

/** A subscription that the sandbox makes by itself, with the key that signs for it. */
export interface OwnSubscription {
  readonly merchantId: string;
  readonly url: string;
  readonly keyId: string;
  /** Base64. */
  readonly secret: string;
}

/** Notifications as functions. */
export interface NotificationControl {
  readonly sent: () => readonly SentNotification[];
  readonly subscriptions: () => readonly WebhookSubscription[];
  readonly mode: () => DeliveryMode;
  /** What is left out stays. */
  readonly setMode: (change: Partial<DeliveryMode>) => void;
  /** Any event, of whatever type, to those who subscribed to it. */
  readonly publish: (event: Omit<NotificationEvent, 'at'>) => void;
  /** A reviewer's word on a subscription's URLs. Throws when there is no such subscription. */
  readonly review: (webhookId: string, status: WebhookStatus) => void;
  /** Subscribes a merchant to payments, tokens and decisions; its health check follows at once, and again until it passes. */
  readonly subscribe: (subscription: OwnSubscription) => Promise<WebhookSubscription>;
  /** Sends everything that was sent before once more, with new identifiers. */
  readonly replayAll: () => void;
  /** Resolves when nothing waits to be sent. */
  readonly idle: () => Promise<void>;
}

/** Builds them. */
export function createNotificationControl(
  { subscriptions, keys, sender }: Notifications,
  ids: Ids,
  now: () => Date,
): NotificationControl {
  return {
    sent: sender.list,
    subscriptions: subscriptions.all,
    mode: sender.mode,
    setMode: sender.setMode,
    publish: (event) => {
      sender.publish({ ...event, at: now() });
    },
    review: (webhookId, status) => {
      const found = subscriptions.byId(webhookId);
      if (!found) throw new Error(`There is no subscription ${webhookId}.`);
      subscriptions.put({ ...found, status, updatedOn: now() });
    },
    subscribe: ({ merchantId, url, keyId, secret }) => {
      const expiresAt = new Date(now().getTime() + YEAR_MS);
      keys.setSignatureKey(merchantId, { id: keyId, secret, expiresAt });
      const made = subscriptions.put({
        id: ids.uuid(),
        merchantId,
        organizationId: merchantId,
        products: PRODUCTS.filter(({ productId }) => OWN_PRODUCTS.has(productId)),
        webhookUrl: url,
        healthCheckUrl: url,
        status: 'INACTIVE',
        name: 'The shop in the sandbox',
        // What happens before the shop listens is kept until it does.
        retryPolicy: { ...DEFAULT_RETRY_POLICY, deactivateFlag: true },
        securityPolicy: { securityType: 'KEY', shown: {} },
        notificationScope: 'SELF',
        createdOn: now(),
      });
      return sender.probe(made);
    },
    replayAll: () => {
      for (const subscription of subscriptions.all()) sender.replay(subscription, {});
    },
    idle: sender.idle,
  };
}

const YEAR_MS = 365 * 86_400_000;
const OWN_PRODUCTS = new Set(['payments', 'tokenManagement', 'decisionManager']);

/** Cards that their banks replace, bank accounts that they correct, and network tokens that change, as functions. */
export interface IssuerControl {
  /** Another number, another expiry, or the end of the account. Throws when there is no such instrument identifier of a card. */
  readonly replaceCard: (merchantId: string, identifierId: string, change: CardReplacement) => void;
  /** It is in the notification of change report. Throws when there is no such instrument identifier of a bank account. */
  readonly correctBankAccount: (
    merchantId: string,
    identifierId: string,
    correction: AccountReplacement,
  ) => void;
  /** By the id of the network token or of its instrument identifier. Throws when there is none, or when it is deleted. */
  readonly changeNetworkToken: (merchantId: string, id: string, change: LifeCycleEvent) => void;
}

/** Builds them over a vault. */
export function createIssuerControl(
  vault: TokenVault,
  changes: AccountChanges,
  now: () => Date,
): IssuerControl {
  return {
    replaceCard: (merchantId, identifierId, change) => {
      const identifier = vault.identifiers.find(merchantId, identifierId);
      if (!identifier || identifier.routingNumber !== undefined)
        throw new Error(`There is no instrument identifier ${identifierId} of a card.`);
      replaceCard(identifier, change, vault);
    },
    correctBankAccount: (merchantId, identifierId, correction) => {
      const identifier = vault.identifiers.find(merchantId, identifierId);
      const { routingNumber } = identifier ?? {};
      if (!identifier || routingNumber === undefined)
        throw new Error(`There is no instrument identifier ${identifierId} of a bank account.`);
      changes.add({ ...correctBankAccount({ ...identifier, routingNumber }, correction, vault), at: now() });
    },
    changeNetworkToken: (merchantId, id, change) => {
      const tokenId = vault.identifiers.find(merchantId, id)?.tokenizedCardId ?? id;
      const tokenizedCard = vault.tokenizedCards.find(merchantId, tokenId);
      if (!tokenizedCard) throw new Error(`There is no network token ${id}.`);
      if (!applyLifeCycle(tokenizedCard, change, vault))
        throw new Error(`The network token ${id} is deleted.`);
    },
  };
}
