/** Something happened that a merchant may have subscribed to. */
export interface NotificationEvent {
  readonly merchantId: string;
  readonly eventType: string;
  /** `payload.data` of the notification. */
  readonly data: object;
  readonly at: Date;
}

/** Takes events; what becomes of them does not concern the sender. */
export type NotificationListener = (event: NotificationEvent) => void;
