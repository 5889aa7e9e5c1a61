/** The sizes at which the model "lease" is explored, and the bugs that must be found in it. */

import type { LeaseSetting, LeaseSwitch } from "./lease-world.ts";

export const LEASE: LeaseSetting = {
  name: "lease of two ticks, drift of one",
  ticksMax: 5,
  lease: 2,
  drift: 1,
  clockFaults: 0,
  peerCrashes: 1,
  roundsMax: 2,
  on: new Set(),
};

export const LEASE_CLOCKS: LeaseSetting = { ...LEASE, name: "lease, with one clock that fails", clockFaults: 1 };

export const LEASE_BUGS: readonly { readonly bug: LeaseSwitch; readonly setting: LeaseSetting }[] = [
  { bug: "checkBeforeCommit", setting: LEASE },
  { bug: "vouchCountsFromArrival", setting: LEASE },
  { bug: "noDrift", setting: LEASE },
  { bug: "withdrawalForgotten", setting: LEASE },
  { bug: "liftedWithoutRound", setting: LEASE },
  { bug: "monotonicClockAlone", setting: LEASE_CLOCKS },
  { bug: "wallClockAlone", setting: LEASE_CLOCKS },
];
