/** What devices ask about groups. */

import type { GroupId } from "@cellwire/protocol";
import { isGroupId } from "@cellwire/protocol";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import { toWireGroup } from "../forward/group-states.ts";
import type { Groups } from "../inbox/groups.ts";

export function groupRequests(groups: Pick<Groups, "view">): Pick<RequestHandlers, "getGroup"> {
  return {
    getGroup: async ({ group }, { user }) => {
      const id = checkedGroup(group ?? "");
      const view = await groups.view(id, user);
      // Whether there is such a group is nobody's business but its members'.
      if (!view) throw new RequestRefused("NOT_A_MEMBER");
      return { group: toWireGroup(id, view) };
    },
  };
}

function checkedGroup(text: string): GroupId {
  if (!isGroupId(text)) throw new RequestRefused("UNKNOWN_GROUP", { detail: "group: no group id" });
  return text;
}
