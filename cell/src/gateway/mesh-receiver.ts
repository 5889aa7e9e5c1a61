/** What a gateway does with what its siblings tell it. */

import type { GroupMembers } from "../conversation/group-members.ts";
import type { SequencedMessage } from "../inbox/contract.ts";
import type { HeadsOffers } from "./heads-offers.ts";
import type { MeshReceiver } from "./mesh-server.ts";
import type { Registry } from "./registry.ts";

export function gatewayMeshReceiver(options: {
  readonly registry: Registry;
  readonly members: Pick<GroupMembers, "audience">;
  readonly offers: Pick<HeadsOffers, "offerAll">;
  readonly onPosts: NonNullable<MeshReceiver["channelPosts"]>;
}): MeshReceiver {
  const { registry, members, offers, onPosts } = options;
  const publishToMembers = (message: SequencedMessage): void => {
    members
      .audience(message)
      .then((users) => registry.publish(message, users))
      // Who is missed pulls.
      .catch(() => offers.offerAll("the members of a group could not be read"));
  };
  return {
    publish: (message, users) => (users.length === 0 ? publishToMembers(message) : registry.publish(message, users)),
    notify: (request) => registry.notify(request),
    displace: (displacement) => registry.displace(displacement),
    channelPosts: onPosts,
    // For forwarders.
    wake: () => undefined,
    probe: (reason) => offers.offerAll(reason),
  };
}
