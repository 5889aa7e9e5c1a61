import { compareKeys, LIMITS, ORIGIN, type OrderKey } from "@cellwire/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NOT_SENT, SERVER_CURSOR, Timeline, type TimelineEntry } from "./timeline.ts";

const at = (n: number, term = 1): OrderKey => ({ term, n });
const setup = (cursor = ORIGIN) => new Timeline<string>(cursor, cursor);
const keysOf = (entries: TimelineEntry<string>[]) =>
  entries.map((entry) => (entry.kind === "message" ? entry.key.n : `${entry.from.n}-${entry.to.n} ${entry.reason}`));

describe("messages", () => {
  test("in order come out as they arrive", () => {
    const timeline = setup();
    expect(keysOf(timeline.arrive(at(1), "a"))).toEqual([1]);
    expect(keysOf(timeline.arrive(at(2), "b"))).toEqual([2]);
    expect(timeline.missing).toBe(false);
  });

  test("above a hole wait until it is filled", () => {
    const timeline = setup();
    expect(timeline.arrive(at(3), "c")).toEqual([]);
    expect(timeline.arrive(at(2), "b")).toEqual([]);
    expect(timeline.missing).toBe(true);
    expect(keysOf(timeline.arrive(at(1), "a"))).toEqual([1, 2, 3]);
    expect(timeline.heldCount).toBe(0);
  });

  test("come out once, also when they were held twice", () => {
    const timeline = setup();
    timeline.arrive(at(2), "b");
    timeline.arrive(at(2), "b again");
    expect(timeline.arrive(at(1), "a").map((entry) => entry.kind === "message" && entry.item)).toEqual(["a", "b"]);
    expect(timeline.arrive(at(1), "a again")).toEqual([]);
    expect(timeline.arrive(at(2), "b again")).toEqual([]);
  });

  test("in a conversation that is not known do not start anywhere but at the first number", () => {
    expect(setup().arrive(at(57), "x")).toEqual([]);
    expect(setup().arrive(at(1, 2), "x")).toEqual([]);
  });
});

describe("skips", () => {
  test("fill their numbers", () => {
    const timeline = setup();
    timeline.arrive(at(4), "d");
    expect(keysOf(timeline.skip({ from: at(1), to: at(3), reason: "expired" }))).toEqual(["1-3 expired", 4]);
  });

  test("that overlap what came out already count from there", () => {
    const timeline = setup(at(2));
    expect(keysOf(timeline.skip({ from: at(1), to: at(5), reason: "expired" }))).toEqual(["3-5 expired"]);
    expect(timeline.skip({ from: at(1), to: at(5), reason: "expired" })).toEqual([]);
  });

  test("that run backwards do nothing", () => {
    expect(setup().skip({ from: at(3), to: at(1), reason: "expired" })).toEqual([]);
  });
});

describe("a new term", () => {
  test("waits for a fetch, since only that tells where the former one ended", () => {
    const timeline = setup(at(5));
    expect(timeline.arrive(at(1, 2), "opened")).toEqual([]);
    timeline.fetchStarted();
    timeline.arrive(at(6), "last");
    timeline.arrive(at(1, 2), "opened");
    expect(timeline.fetched(at(5), at(1, 2))).toMatchObject([{ item: "opened" }]);
    expect(timeline.cursor).toEqual(at(1, 2));
  });

  test("may begin with a skip that joins the former one", () => {
    const timeline = setup(at(5));
    timeline.skip({ from: at(6), to: at(1, 2), reason: "opened" });
    expect(timeline.cursor).toEqual(at(1, 2));
    expect(timeline.arrive(at(2, 2), "x")).toHaveLength(1);
  });
});

describe("a fetch", () => {
  test("covers numbers for which nothing was sent, and says so", () => {
    const timeline = setup(at(1));
    timeline.fetchStarted();
    timeline.arrive(at(4), "d");
    expect(keysOf(timeline.fetched(at(1), at(5)))).toEqual([4, `5-5 ${NOT_SENT}`]);
  });

  test("that began above the cursor proves nothing", () => {
    const timeline = setup(at(1));
    expect(timeline.fetched(at(3), at(9))).toEqual([]);
    expect(timeline.cursor).toEqual(at(1));
    expect(timeline.missing).toBe(true);
  });

  test("does not cover what arrived and found no room", () => {
    const timeline = setup();
    timeline.fetchStarted();
    timeline.drop(at(3));
    timeline.arrive(at(5), "e");
    timeline.fetched(ORIGIN, at(5));
    expect(timeline.cursor).toEqual(ORIGIN);
    expect(timeline.missing).toBe(true);
  });
});

describe("what is held", () => {
  test("is bounded, and the lowest are kept", () => {
    const timeline = setup();
    for (let n = LIMITS.heldBackMax + 50; n > 1; n--) timeline.arrive(at(n), "x");
    expect(timeline.heldCount).toBe(LIMITS.heldBackMax);
    expect(timeline.arrive(at(1), "x")).toHaveLength(LIMITS.heldBackMax + 1);
    expect(timeline.missing).toBe(true);
  });
});

describe("a server cursor above the own", () => {
  test("skips to it, and releases what is held above", () => {
    const timeline = setup();
    timeline.arrive(at(57), "x");
    expect(keysOf(timeline.jumpTo(at(56)))).toEqual([`1-56 ${SERVER_CURSOR}`, 57]);
  });

  test("below the own changes nothing", () => {
    const timeline = setup(at(9));
    expect(timeline.jumpTo(at(4))).toEqual([]);
    expect(timeline.cursor).toEqual(at(9));
  });
});

describe("whatever arrives", () => {
  /** The truth: terms of some lengths, all numbers a message or part of a skip. */
  const world = fc
    .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 })
    .map((lengths) => lengths.flatMap((length, term) => Array.from({ length }, (_, i) => at(i + 1, term + 1))));
  const noise = fc.array(
    fc.record({ place: fc.nat(), what: fc.constantFrom("push", "push", "push", "drop", "fetch") }),
    { maxLength: 60 },
  );

  test("each key comes out once, in order, and fetches bring all of them", () => {
    fc.assert(
      fc.property(world, noise, (keys, events) => {
        const timeline = setup();
        const out: OrderKey[] = [];
        const take = (entries: TimelineEntry<string>[]) => {
          for (const entry of entries) {
            expect(entry.kind).toBe("message");
            if (entry.kind === "message") out.push(entry.key);
          }
        };
        const fetch = (limit: number) => {
          timeline.fetchStarted();
          const after = timeline.cursor;
          const answer = keys.filter((key) => compareKeys(key, after) > 0).slice(0, limit);
          for (const key of answer) take(timeline.arrive(key, "x"));
          take(timeline.fetched(after, answer.at(-1) ?? after));
        };
        for (const { place, what } of events) {
          const key = keys[place % keys.length]!;
          if (what === "push") take(timeline.arrive(key, "x"));
          else if (what === "drop") timeline.drop(key);
          else fetch(1 + (place % 5));
          expect(out).toEqual(keys.slice(0, out.length));
        }
        timeline.raiseHead(keys.at(-1)!);
        for (let i = 0; timeline.missing && i <= keys.length; i++) fetch(4);
        expect(out).toEqual(keys);
      }),
      { numRuns: 300 },
    );
  });

  test("of one term, pushed in any order with duplicates, comes out sorted without a fetch", () => {
    const order = fc.integer({ min: 1, max: 60 }).chain((length) =>
      fc.shuffledSubarray(
        Array.from({ length }, (_, i) => i + 1),
        { minLength: length },
      ),
    );
    fc.assert(
      fc.property(order, fc.array(fc.nat(59)), (numbers, again) => {
        const timeline = setup();
        const arriving = again.reduce(
          (all, place) => all.toSpliced(place, 0, numbers[place % numbers.length]!),
          numbers,
        );
        const out = arriving.flatMap((n) => timeline.arrive(at(n), "x"));
        expect(keysOf(out)).toEqual(numbers.toSorted((a, b) => a - b));
      }),
    );
  });
});
