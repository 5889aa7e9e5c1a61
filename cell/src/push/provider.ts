/** What wakes a device. A wake-up carries no content and is a hint: a provider may lose it. */

export type WakeOutcome =
  /** The push service took it; whether the device gets it, nobody tells. */
  | { readonly kind: "sent" }
  /** There is no such device any more, or never was: do not ask again. */
  | { readonly kind: "gone" }
  /** Not now; `afterMs` when the other side said so. */
  | { readonly kind: "failed"; readonly afterMs?: number };

export interface PushProvider {
  /** Ends within a few seconds. Throws only for programmer errors. */
  wake(target: string): Promise<WakeOutcome>;
}

export type PushKind = "web" | "relay";
export type PushProviders = Partial<Readonly<Record<PushKind, PushProvider>>>;
