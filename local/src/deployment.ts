import type { ClientOptions } from "@cellwire/sdk";
import type { KeySet } from "./keys.ts";

/** Whose cells to talk to, and the keys with which the application vouches for its users. */
export interface Deployment {
  readonly directoryUrl: string;
  readonly application: KeySet;
  /** Where gateways can't be reached by the URLs that they are registered with. */
  readonly webSocket?: ClientOptions["webSocket"];
  /** To be called when it is not needed any more. */
  close(): void;
}
