import type { GroupId } from "@cellwire/protocol";
import { parseCellId } from "@cellwire/protocol";
import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { manualClock } from "../../test/forward/world.ts";
import { GroupRefresher } from "./group-refresher.ts";

const EU = parseCellId("eu");
const [ONE, TWO] = ["01h455vb4pex5vsknk084sn02q", "01h455vb4pex5vsknk084sn02r"] as unknown as [GroupId, GroupId];

test("a doubtful group is asked for at once, and while its authority does not tell, once a minute", async () => {
  const clock = manualClock();
  const doubtful = [{ group: ONE, authority: EU }];
  const asked: unknown[] = [];
  const refresher = new GroupRefresher({
    groups: { doubtful: async () => doubtful },
    groupStates: {
      learn: async (...what) => {
        asked.push(what);
        return false;
      },
    },
    clock,
    log: silentLogger,
  });
  await refresher.runOnce();
  doubtful.push({ group: TWO, authority: EU });
  clock.advance(59_000);
  await refresher.runOnce();
  expect(asked).toEqual([
    [ONE, EU],
    [TWO, EU],
  ]);
  clock.advance(1_000);
  await refresher.runOnce();
  expect(asked.slice(2)).toEqual([[ONE, EU]]);
});
