/** The sizes at which the model "outbox" is explored, and the bugs that must be found in it. */

import type { OutboxSetting, OutboxSwitch } from "./outbox-world.ts";

const CALM = { retries: 0, moves: 0, redrives: 0, expiries: 0, crashes: 0, redisLosses: 0, earlyDeadlines: 1 };

export const OUTBOX: OutboxSetting = {
  name: "outbox with two rows, crashes and a busy destination",
  rows: 2,
  malformed: 0,
  budget: { ...CALM, retries: 1, crashes: 1, redisLosses: 1 },
  on: new Set(),
};

export const OUTBOX_ENDS: OutboxSetting = {
  ...OUTBOX,
  name: "outbox with a malformed row, a move and an expiry",
  malformed: 1,
  budget: { ...CALM, moves: 1, redrives: 1, expiries: 1 },
};

export const OUTBOX_ALL: OutboxSetting = {
  ...OUTBOX_ENDS,
  name: "outbox with three rows and everything at once",
  rows: 3,
  malformed: 2,
  budget: { retries: 1, moves: 1, redrives: 1, expiries: 1, crashes: 1, redisLosses: 1, earlyDeadlines: 2 },
};

export const OUTBOX_BUGS: readonly {
  readonly bug: OutboxSwitch;
  readonly setting: OutboxSetting;
  readonly found: RegExp;
}[] = [
  { bug: "jobIdReused", setting: OUTBOX, found: /in a circle/ },
  { bug: "answersOutOfOrder", setting: OUTBOX, found: /overtook an earlier one/ },
];
