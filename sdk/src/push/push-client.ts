/** Where the cell can wake this device while it is not connected. */

import type { RequestBody, ResponseFrame } from "../session/requests.ts";

export interface Push {
  /**
   * What the home cell wakes devices by. `vapidKey`: for `applicationServerKey` of a browser's `pushManager.subscribe()`;
   * undefined: it does no Web Push. `relay`: it takes tokens of other services.
   * @throws {ClientError} REQUEST_TIMED_OUT, CLOSED.
   */
  key(): Promise<{ readonly vapidKey: string | undefined; readonly relay: boolean }>;

  /**
   * Has this device woken there, and nowhere else, when it is not connected and misses messages. A wake-up says nothing:
   * connect(), and what is missed comes. A PushSubscription of a browser fits as it is. Do it again when the subscription
   * changed; at every start does no harm.
   * @throws {ClientError} REQUEST_REFUSED (PUSH_OFF; MALFORMED: not a public https endpoint, or too long), REQUEST_TIMED_OUT, CLOSED.
   */
  subscribe(target: { readonly endpoint: string } | { readonly token: string }): Promise<void>;

  /** @throws {ClientError} REQUEST_TIMED_OUT, CLOSED. */
  unsubscribe(): Promise<void>;
}

export class PushClient implements Push {
  readonly #ask: (body: RequestBody) => Promise<ResponseFrame>;

  constructor(ask: (body: RequestBody) => Promise<ResponseFrame>) {
    this.#ask = ask;
  }

  async key(): Promise<{ readonly vapidKey: string | undefined; readonly relay: boolean }> {
    const { pushKey } = await this.#ask({ getPushKey: {} });
    return { vapidKey: pushKey?.vapidKey || undefined, relay: pushKey?.relay ?? false };
  }

  async subscribe(target: { readonly endpoint: string } | { readonly token: string }): Promise<void> {
    const pushSubscribe = "endpoint" in target ? { endpoint: target.endpoint } : { token: target.token };
    await this.#ask({ pushSubscribe });
  }

  async unsubscribe(): Promise<void> {
    await this.#ask({ pushUnsubscribe: {} });
  }
}
