/** What devices ask about the settings that they share with the user's others. */

import type { cellwire } from "@cellwire/protocol";
import { LIMITS, wire } from "@cellwire/protocol";
import type { Notification } from "../flow/ports.ts";
import type { RequestHandlers } from "../flow/requests.ts";
import { RequestRefused } from "../flow/requests.ts";
import type { Setting, SettingsStore } from "./settings.ts";

export interface SettingsRequestsParts {
  readonly settings: SettingsStore;
  readonly notify: (requests: readonly Notification[]) => Promise<void>;
}

export function settingsRequests({
  settings,
  notify,
}: SettingsRequestsParts): Pick<RequestHandlers, "getSettings" | "putSetting"> {
  return {
    getSettings: async (asked, { user }) => {
      const after = wholeNumber("after", asked.after);
      const page = await settings.page({ user, after, whole: asked.whole ?? false });
      const { more, newest, isUnknown } = page;
      const through = page.settings.at(-1)?.revision ?? after;
      return { settings: { settings: page.settings.map(toWire), through, more, startOver: isUnknown, newest } };
    },
    putSetting: async (asked, { user, device }) => {
      const outcome = await settings.put(user, {
        ...checked(asked),
        expected: wholeNumber("expected", asked.expected),
      });
      if (outcome === "conflict") throw new RequestRefused("SETTING_CONFLICT");
      if (outcome === "full") throw new RequestRefused("SETTINGS_FULL");
      const frame = wire.ServerFrame.encode({ settingsChanged: outcome }).finish();
      await notify([{ users: [user], frame, exceptDevice: device }]);
      return { settingPut: outcome };
    },
  };
}

function toWire({ key, value, revision }: Setting): cellwire.v1.Setting.$Properties {
  return value === null ? { key, removed: true, revision } : { key, value, revision };
}

function checked({ key, value, removed }: cellwire.v1.PutSetting.$Properties): Pick<Setting, "key" | "value"> {
  const { settingKeyBytesMax, settingValueBytesMax } = LIMITS;
  if (!key?.length || key.length > settingKeyBytesMax) throw malformed(`key: 1 to ${settingKeyBytesMax} bytes`);
  if (removed) return { key, value: null };
  if (!value?.length || value.length > settingValueBytesMax)
    throw malformed(`value: 1 to ${settingValueBytesMax} bytes, or removed`);
  return { key, value };
}

function wholeNumber(field: string, value: number | null | undefined): number {
  if (Number.isSafeInteger(value ?? 0)) return value ?? 0;
  throw malformed(`${field}: a whole number`);
}

function malformed(detail: string): RequestRefused {
  return new RequestRefused("MALFORMED", { detail });
}
