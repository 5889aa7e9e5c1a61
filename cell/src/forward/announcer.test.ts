import { silentLogger } from "@cellwire/runtime/log.ts";
import { expect, test } from "vitest";
import { pair, submission } from "../../test/forward/world.ts";
import type { Advance, SequencedMessage } from "../inbox/contract.ts";
import { Announcer } from "./announcer.ts";

const [FIRST, SECOND] = pair();
const MESSAGES = [1, 2, 3, 4].map((n): SequencedMessage => ({ ...submission(FIRST, SECOND), key: { term: 1, n } }));
const { conversation } = MESSAGES[0]!;
const advance = (from: number, to: number): Advance => ({
  conversation,
  from: { term: 1, n: from },
  to: { term: 1, n: to },
});

function setup(read: () => Promise<readonly SequencedMessage[]> = async () => []) {
  const pushed: number[] = [];
  const seen = { reads: [] as (readonly Advance[])[], unpushed: 0 };
  const gate = Promise.withResolvers<void>();
  const announcer = new Announcer({
    inbox: {
      readAdvances: async ({ advances }) => {
        seen.reads.push(advances);
        return read();
      },
    },
    deliverer: {
      publish: async (messages) => {
        await gate.promise;
        pushed.push(...messages.map(({ key }) => key.n));
      },
      notify: async () => undefined,
    },
    onUnpushed: () => void seen.unpushed++,
    log: silentLogger,
  });
  return { announcer, pushed, seen, open: () => gate.resolve() };
}

test("what is held need not be read, and is pushed in order", async () => {
  const { announcer, pushed, seen, open } = setup();
  open();
  await announcer.advances([advance(0, 3)], [MESSAGES[2]!, MESSAGES[0]!, MESSAGES[1]!, MESSAGES[3]!]);
  expect(pushed).toEqual([1, 2, 3]);
  expect(seen.reads).toEqual([]);
});

test("an advance of which a part is not held is read as a whole", async () => {
  const { announcer, pushed, seen, open } = setup(async () => MESSAGES.slice(0, 3));
  open();
  await announcer.advances([advance(0, 3)], MESSAGES.slice(1, 3));
  expect(pushed).toEqual([1, 2, 3]);
  expect(seen.reads).toEqual([[advance(0, 3)]]);
});

test("when messages cannot be read, devices are offered heads", async () => {
  const { announcer, seen } = setup(() => Promise.reject(new Error("too slow")));
  await announcer.advances([advance(0, 3)]);
  expect(seen.unpushed).toBe(1);
});

test("nobody waits for an announcement but the stop, and who comes when 64 are under way", async () => {
  const { announcer, pushed, open } = setup();
  const announce = () => announcer.soon(announcer.advances([advance(0, 1)], MESSAGES));
  for (let i = 0; i < 64; i++) await announce();
  const late = announce();
  await expect(Promise.race([late, new Promise((resolve) => setImmediate(resolve, "waits"))])).resolves.toBe("waits");
  const stopped = announcer.stop();
  expect(pushed).toEqual([]);
  open();
  await Promise.all([late, stopped]);
  expect(pushed).toHaveLength(65);
});
