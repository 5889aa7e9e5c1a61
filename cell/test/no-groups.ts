/** Parts for tests in which no group occurs. */

import type { Groups } from "../src/inbox/groups.ts";

export const NO_GROUPS: Groups = {
  view: async () => null,
  localMembers: async () => null,
  forCell: async () => null,
  install: async () => undefined,
  doubtful: async () => [],
};

/** What forwarding has for groups. */
export const GROUP_PARTS = {
  groupStates: { learn: async () => false, answer: async () => null },
  homes: { find: async () => new Set<never>() },
};

export const NO_MEMBERS = { audience: async () => [] };
