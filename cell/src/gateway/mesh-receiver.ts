/** What a gateway does with what its siblings tell it. */

import type { HeadsOffers } from "./heads-offers.ts";
import type { MeshReceiver } from "./mesh-server.ts";
import type { Registry } from "./registry.ts";

export function gatewayMeshReceiver(options: {
  readonly registry: Registry;
  readonly offers: Pick<HeadsOffers, "offerAll">;
}): MeshReceiver {
  const { registry, offers } = options;
  return {
    publish: (message, users) => registry.publish(message, users),
    notify: (request) => registry.notify(request),
    displace: (displacement) => registry.displace(displacement),
    // For forwarders.
    wake: () => undefined,
    probe: (reason) => offers.offerAll(reason),
  };
}
