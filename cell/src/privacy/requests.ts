/** What devices ask about their user's privacy settings, contacts and blocks. */

import type { UserId, cellwire } from "@cellwire/protocol";
import { LIMITS, isUserId, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { LinkedDevice } from "../inbox/contract.ts";
import type { ListName, PrivacySettings, Settings } from "./settings.ts";
import { AUDIENCES, LISTS } from "./settings.ts";

export interface PrivacyRequestsParts {
  readonly settings: PrivacySettings;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
  /** Who watches the user may have to see something else. */
  readonly onChanged: (user: UserId) => void;
}

const PRIVACY_CHANGED = wire.ServerFrame.encode({ privacyChanged: {} }).finish();
const LIST_NAMES: readonly (ListName | undefined)[] = ["blocked", "contacts"];
const AUDIENCE_VALUES: ReadonlySet<number> = new Set(Object.values(AUDIENCES));

export function privacyRequests(
  parts: PrivacyRequestsParts,
): Pick<RequestHandlers, "getPrivacy" | "updatePrivacy" | "changePeople" | "listPeople"> {
  const { settings } = parts;
  return {
    getPrivacy: async (_asked, { user }) => ({ privacy: await settings.of(user) }),
    updatePrivacy: async ({ privacy }, from) => {
      const updated = await settings.update(from.user, checkedSettings(privacy ?? {}));
      if (!updated) throw new RequestRefused("PRIVACY_CONFLICT");
      await changed(parts, from);
      return { privacy: updated };
    },
    changePeople: async (asked, from) => {
      const { user } = from;
      const [add, remove] = [checkedUsers("add", asked.add, user), checkedUsers("remove", asked.remove, user)];
      if (add.some((one) => remove.includes(one))) throw malformed("add, remove: name nobody twice");
      const isDone = await settings.change({ user, list: checkedList(asked.list), add, remove });
      if (!isDone) throw new RequestRefused("PEOPLE_FULL");
      await changed(parts, from);
      return {};
    },
    listPeople: async ({ list, after }, { user }) => {
      const request = { user, list: checkedList(list), after: after ?? "", limit: LIMITS.peoplePerRequestMax + 1 };
      const users = await settings.people(request);
      const more = users.length > LIMITS.peoplePerRequestMax;
      return { people: { users: users.slice(0, LIMITS.peoplePerRequestMax), more } };
    },
  };
}

async function changed({ notify, onChanged }: PrivacyRequestsParts, { user, device }: LinkedDevice): Promise<void> {
  onChanged(user);
  await notify([{ users: [user], frame: PRIVACY_CHANGED, exceptDevice: device }]);
}

function checkedSettings(privacy: cellwire.v1.Privacy.$Properties): Settings {
  const { version = 0, lastSeen = 0, online = 0, delivered = 0, readReceiptsOff } = privacy;
  const audiences = { lastSeen: lastSeen ?? 0, online: online ?? 0, delivered: delivered ?? 0 };
  for (const [name, value] of Object.entries(audiences))
    if (!AUDIENCE_VALUES.has(value)) throw malformed(`${name}: everyone, contacts or nobody`);
  if (!Number.isSafeInteger(version ?? 0)) throw malformed("version: a whole number");
  return { version: version ?? 0, ...audiences, readReceiptsOff: readReceiptsOff ?? false };
}

function checkedList(list: number | null | undefined): ListName {
  const name = LIST_NAMES[list ?? LISTS.blocked];
  if (name === undefined) throw malformed("list: blocked or contacts");
  return name;
}

function checkedUsers(field: string, users: readonly string[] | null | undefined, self: UserId): UserId[] {
  const named = [...new Set(users)];
  if (named.length > LIMITS.peoplePerRequestMax) throw malformed(`${field}: ${LIMITS.peoplePerRequestMax} at most`);
  return named.map((user) => {
    if (!isUserId(user) || user === self) throw malformed(`${field}: ids of other users`);
    return user;
  });
}

function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}
