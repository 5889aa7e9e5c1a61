/** Settings in the fake cell. Removals are remembered for ever. */

import { LIMITS, toHex, type cellwire } from "@cellwire/protocol";
import type { FakeLink } from "./fake-link.ts";

type Request = cellwire.v1.Request.$Properties;
type Answer = Omit<cellwire.v1.Response.$Properties, "id">;
type Setting = cellwire.v1.Setting.$Properties & { readonly revision: number };

interface FakeUserSettings {
  revision: number;
  readonly byKey: Map<string, Setting>;
}

export class FakeSettings {
  readonly #linksOf: (user: string) => readonly FakeLink[];
  readonly #users = new Map<string, FakeUserSettings>();

  constructor(linksOf: (user: string) => readonly FakeLink[]) {
    this.#linksOf = linksOf;
  }

  /** undefined: the request is about something else. */
  answer(link: FakeLink, { getSettings, putSetting }: Request): Answer | undefined {
    if (getSettings) return { settings: this.#page(link.user, getSettings) };
    return putSetting ? this.#put(link, putSetting) : undefined;
  }

  #page(user: string, { after, whole }: cellwire.v1.GetSettings.$Properties): cellwire.v1.Settings.$Properties {
    const { revision: newest, byKey } = this.#of(user);
    const from = after ?? 0;
    if (!whole && from > newest) return { startOver: true, newest };
    const all = [...byKey.values()].sort((a, b) => a.revision - b.revision);
    const above = all.filter(({ revision, removed }) => revision > from && !(whole && removed));
    const settings = above.slice(0, LIMITS.settingsPerAnswerMax);
    const through = settings.at(-1)?.revision ?? from;
    return { settings, through, more: settings.length < above.length, newest };
  }

  #put(link: FakeLink, { key, value, removed, expected }: cellwire.v1.PutSetting.$Properties): Answer {
    const settings = this.#of(link.user);
    const name = toHex(key ?? new Uint8Array(0));
    const present = settings.byKey.get(name);
    const isSame = toHex(present?.value ?? new Uint8Array(0)) === toHex(value ?? new Uint8Array(0));
    if (present && isSame) return { settingPut: { revision: present.revision } };
    const isExpected = (expected ?? 0) === (present?.revision ?? 0) || (!expected && present?.removed);
    if (!isExpected) return { code: "SETTING_CONFLICT" };
    if (!present && settings.byKey.size >= LIMITS.settingsMax) return { code: "SETTINGS_FULL" };
    const revision = ++settings.revision;
    settings.byKey.set(name, { key: key ?? null, value: value ?? null, removed: removed ?? false, revision });
    for (const other of this.#linksOf(link.user)) if (other !== link) other.say({ settingsChanged: { revision } });
    return { settingPut: { revision } };
  }

  #of(user: string): FakeUserSettings {
    const known = this.#users.get(user) ?? { revision: 0, byKey: new Map<string, Setting>() };
    this.#users.set(user, known);
    return known;
  }
}
