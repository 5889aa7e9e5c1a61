/** Against a real S3 server: `./cellwire test integration` builds one where there is Go. */

import { parseCellId, parseUserId, toHex } from "@cellwire/protocol";
import { createLogger } from "@cellwire/runtime/log.ts";
import { describe, expect, test } from "vitest";
import { RequestRefused } from "../../src/flow/requests.ts";
import { loadStatements } from "../../src/inbox/statements.ts";
import { MediaCatalog } from "../../src/media/catalog.ts";
import { MediaDownloads } from "../../src/media/downloads.ts";
import { mediaRequests } from "../../src/media/requests.ts";
import { S3ObjectStore } from "../../src/media/s3-object-store.ts";
import { MediaSweep } from "../../src/media/sweep.ts";
import { COMMITTED_MS, MediaUploads, UNCOMMITTED_MS } from "../../src/media/uploads.ts";
import { freshInboxDatabase } from "./fresh-database.ts";
import { ALICE, get, hashOf, objectOf, PART, partOf, put, putCut } from "./media-objects.ts";
import { objectStoreOfTests } from "./object-store-of-tests.ts";

const BOB = parseUserId("bob");
const DAY_MS = 24 * 3_600_000;
const CUT_BYTES = 1024 * 1024;
const NEVER = new AbortController().signal;
const LIMITS_OF_TEST = { objectBytesMax: 3 * PART, dayBytesMax: 4 * PART, dayObjectsMax: 3 };

const s3 = objectStoreOfTests();

describe.skipIf(s3 === undefined)("media in a real object store", () => {
  async function setup() {
    const database = await freshInboxDatabase(Date.now());
    const clock = { time: Date.now(), nowMs: () => clock.time, monotonicMs: () => clock.time };
    const logged: string[] = [];
    const destination = { write: (line: string) => void logged.push(line) };
    const log = createLogger({ service: "test", level: "trace", destination });
    const objects = new S3ObjectStore(s3!);
    const catalog = new MediaCatalog({ pool: database.pool, statements: loadStatements() });
    const uploads = new MediaUploads({ catalog, objects, limits: LIMITS_OF_TEST, clock });
    const downloads = new MediaDownloads({ catalog, objects });
    const removals: string[] = [];
    const onRemoval = (outcome: string) => void removals.push(outcome);
    const sweep = new MediaSweep({ catalog, objects, clock, log, onRemoval });
    const dispose = async () => {
      objects.close();
      await database[Symbol.asyncDispose]();
    };
    return {
      clock,
      log,
      logged,
      objects,
      catalog,
      uploads,
      downloads,
      sweep,
      removals,
      [Symbol.asyncDispose]: dispose,
    };
  }

  test("takes a small object by one PUT and gives it back", async () => {
    await using under = await setup();
    const object = objectOf(1_000);
    const plan = await under.uploads.plan(object);
    expect(plan.targets.map(({ part }) => part)).toEqual([1]);
    expect(await put(plan.targets[0]!.url, object.content)).toBe(200);
    expect(await under.uploads.plan(object)).toEqual({ stored: false, targets: [] });
    await under.uploads.finish(object);
    await under.uploads.finish(object);
    expect(await under.uploads.plan(object)).toEqual({ stored: true, targets: [] });
    const download = await under.downloads.url(object.hash);
    expect(download?.bytes).toBe(1_000);
    expect(await get(download!.url)).toEqual(object.content);
    expect((await get(download!.url, "bytes=990-")).length).toBe(10);
  });

  test("goes on with the parts that are missing after a break, also on another gateway", async () => {
    await using under = await setup();
    const object = objectOf(2 * PART + 5);
    const [first, second, third] = (await under.uploads.plan(object)).targets;
    expect(await put(second!.url, object.content.subarray(PART, 2 * PART))).toBe(200);
    const again = await under.uploads.plan(object);
    expect(again.targets.map(({ part }) => part)).toEqual([1, 3]);
    await expect(under.uploads.finish(object)).rejects.toMatchObject({ code: "MEDIA_INCOMPLETE" });
    expect(await put(first!.url, object.content.subarray(0, PART))).toBe(200);
    expect(await put(third!.url, object.content.subarray(2 * PART))).toBe(200);
    await under.uploads.finish(object);
    const download = await under.downloads.url(object.hash);
    expect(hashOf(await get(download!.url))).toEqual(object.hash);
  });

  test("begins the parts anew when the store has dropped the upload", async () => {
    await using under = await setup();
    const object = objectOf(PART + 1);
    const before = await under.uploads.plan(object);
    await under.objects.remove(toHex(object.hash));
    const after = await under.uploads.plan(object);
    expect(after.targets.map(({ part }) => part)).toEqual([1, 2]);
    expect(await put(before.targets[1]!.url, object.content.subarray(PART))).toBe(404);
    expect(await put(after.targets[1]!.url, object.content.subarray(PART))).toBe(200);
  });

  test.each([
    ["of many", 2 * PART + 5, 1],
    ["the only one", PART, 1],
  ])(
    "a part that was cut off, %s, is missing, and the upload goes on to the right object",
    async (_what, bytes, part) => {
      await using under = await setup();
      const object = objectOf(bytes);
      const before = (await under.uploads.plan(object)).targets;
      expect(await putCut(before[part - 1]!.url, partOf(object, part), CUT_BYTES)).toMatch(/^HTTP\/1.1 400 /);
      const after = (await under.uploads.plan(object)).targets;
      expect(after.map((target) => target.part)).toEqual(before.map((target) => target.part));
      await expect(under.uploads.finish(object)).rejects.toMatchObject({ code: "MEDIA_INCOMPLETE" });
      await upload(under.uploads, object);
      const download = await under.downloads.url(object.hash);
      expect(hashOf(await get(download!.url))).toEqual(object.hash);
    },
  );

  test("a part that has another hash than the device now names is missing", async () => {
    await using under = await setup();
    const object = objectOf(PART + 9);
    const other = objectOf(PART);
    const mistaken = { ...object, partHashes: [other.hash, object.partHashes[1]!] };
    const [first] = (await under.uploads.plan(mistaken)).targets;
    expect(await put(first!.url, other.content)).toBe(200);
    expect((await under.uploads.plan(mistaken)).targets.map(({ part }) => part)).toEqual([2]);
    expect((await under.uploads.plan(object)).targets.map(({ part }) => part)).toEqual([1, 2]);
  });

  test("refuses a plan with another number of part hashes than it has parts", async () => {
    await using under = await setup();
    const [whole, large] = [objectOf(PART), objectOf(PART + 1)];
    const tooMany = under.uploads.plan({ ...whole, partHashes: [whole.hash] });
    await expect(tooMany).rejects.toMatchObject({ code: "MALFORMED" });
    const tooFew = under.uploads.plan({ ...large, partHashes: large.partHashes.slice(1) });
    await expect(tooFew).rejects.toMatchObject({ code: "MALFORMED" });
  });

  test("lets nobody put other content than the signed one, nor without a signature", async () => {
    await using under = await setup();
    const small = objectOf(1_000);
    const [target] = (await under.uploads.plan(small)).targets;
    expect(await put(target!.url, small.content.subarray(1), small.hash)).toBe(403);
    expect(await put(target!.url, Buffer.concat([small.content, Buffer.of(1)]), small.hash)).toBe(403);
    expect(await put(target!.url.split("?")[0]!, small.content)).toBe(403);
    expect(await put(target!.url, objectOf(1_000).content)).toBe(403);
    expect(await put(target!.url, objectOf(1_000).content, small.hash)).toBe(400);
    expect(await put(target!.url, small.content, null)).toBe(403);
    const large = objectOf(PART + 9);
    const { targets } = await under.uploads.plan(large);
    expect(await put(targets[1]!.url, partOf(large, 2).subarray(1), large.partHashes[1])).toBe(403);
    await expect(under.uploads.finish(small)).rejects.toMatchObject({ code: "MEDIA_INCOMPLETE" });
    expect(await under.downloads.url(small.hash)).toBeUndefined();
  });

  test("refuses what is over the size and over the day's bytes or objects, and says when there is room", async () => {
    await using under = await setup();
    await expect(under.uploads.plan(objectOf(3 * PART + 1))).rejects.toMatchObject({ code: "MEDIA_TOO_LARGE" });
    await under.uploads.plan(objectOf(3 * PART));
    under.clock.time += 1_000;
    const tooMuch = under.uploads.plan(objectOf(PART + 1));
    await expect(tooMuch).rejects.toMatchObject({ code: "MEDIA_QUOTA", retryAfterMs: DAY_MS - 1_000 });
    await under.uploads.plan(objectOf(1));
    await under.uploads.plan(objectOf(2));
    await expect(under.uploads.plan(objectOf(3))).rejects.toMatchObject({ code: "MEDIA_QUOTA" });
    await under.uploads.plan({ ...objectOf(3), owner: BOB });
    under.clock.time += DAY_MS - 1_000;
    await under.uploads.plan(objectOf(PART + 1));
  });

  test("gives what is left of a quota to one of two that ask at once", async () => {
    await using under = await setup();
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => under.uploads.plan(objectOf(10))));
    expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(LIMITS_OF_TEST.dayObjectsMax);
  });

  test("sweeps what was begun or finished and not committed, uploads of parts included", async () => {
    await using under = await setup();
    const [begun, stored, committed] = [objectOf(PART + 1), objectOf(100), objectOf(200)];
    const [part, lastPart] = (await under.uploads.plan(begun)).targets;
    await put(part!.url, begun.content.subarray(0, PART));
    // Left by a gateway that died before it could note the upload.
    const lost = await under.objects.beginParts(toHex(begun.hash));
    for (const one of [stored, committed]) await upload(under.uploads, one);
    await under.uploads.commit([committed.hash, committed.hash]);
    expect(await under.sweep.runOnce(NEVER)).toBe(0);
    under.clock.time += UNCOMMITTED_MS;
    expect(await under.sweep.runOnce(NEVER)).toBe(2);
    expect(await put(lastPart!.url, begun.content.subarray(PART))).toBe(404);
    expect(await under.objects.storedParts({ name: toHex(begun.hash), uploadId: lost })).toBeUndefined();
    expect(await under.objects.bytesOf(toHex(stored.hash))).toBeUndefined();
    expect(await under.downloads.url(stored.hash)).toBeUndefined();
    expect((await under.downloads.url(committed.hash))?.bytes).toBe(200);
    await expect(under.uploads.commit([stored.hash])).rejects.toMatchObject({ code: "MEDIA_UNKNOWN" });
    await expect(under.uploads.finish(stored)).rejects.toMatchObject({ code: "MEDIA_UNKNOWN" });
  });

  test("keeps a committed object as long as messages are kept, then no longer", async () => {
    await using under = await setup();
    const object = objectOf(10);
    await upload(under.uploads, object);
    expect(await under.uploads.commit([object.hash])).toBe(under.clock.time + COMMITTED_MS);
    under.clock.time += COMMITTED_MS - 1;
    expect(await under.sweep.runOnce(NEVER)).toBe(0);
    under.clock.time += 1;
    expect(await under.sweep.runOnce(NEVER)).toBe(1);
    expect(await under.objects.bytesOf(toHex(object.hash))).toBeUndefined();
  });

  test("tries again what the store would not remove, and gives nobody a URL meanwhile", async () => {
    await using under = await setup();
    const object = objectOf(10);
    await upload(under.uploads, object);
    under.clock.time += UNCOMMITTED_MS;
    const remove = under.objects.remove.bind(under.objects);
    under.objects.remove = () => Promise.reject(new Error("the store is down"));
    expect(await under.sweep.runOnce(NEVER)).toBe(0);
    expect(await under.downloads.url(object.hash)).toBeUndefined();
    await expect(under.uploads.plan(object)).rejects.toMatchObject({ code: "RETRY_AFTER" });
    under.objects.remove = remove;
    expect(await under.sweep.runOnce(NEVER)).toBe(0);
    under.clock.time += 5 * 60_000;
    expect(await under.sweep.runOnce(NEVER)).toBe(1);
    expect(under.removals).toEqual(["failed", "removed"]);
    expect((await under.uploads.plan(object)).targets).toHaveLength(1);
  });

  test("lets another user neither finish nor replace an object, but put the same one", async () => {
    await using under = await setup();
    const object = objectOf(10);
    await under.uploads.plan(object);
    const bobs = { ...object, owner: BOB };
    await expect(under.uploads.plan(bobs)).rejects.toMatchObject({ code: "RETRY_AFTER" });
    await expect(under.uploads.finish(bobs)).rejects.toMatchObject({ code: "MEDIA_UNKNOWN" });
    await upload(under.uploads, object);
    expect(await under.uploads.plan(bobs)).toEqual({ stored: true, targets: [] });
    await expect(under.uploads.plan({ ...bobs, bytes: 11 })).rejects.toMatchObject({ code: "MALFORMED" });
  });

  test("asks the cell that holds an object in another cell, and logs no URL", async () => {
    await using under = await setup();
    const asked: string[] = [];
    const peers = {
      peer: async (cell: string) => {
        asked.push(cell);
        return cell === "us" ? { post: async () => ({ kind: "unavailable", afterMs: 250 }) as const } : undefined;
      },
    };
    const cell = parseCellId("eu");
    const handlers = mediaRequests({ cell, uploads: under.uploads, downloads: under.downloads, peers });
    const from = { user: ALICE, device: "phone" as never };
    const hash = objectOf(10).hash;
    await expect(handlers.mediaUrl({ hash, cell: "us" }, from)).rejects.toMatchObject({
      code: "RETRY_AFTER",
      retryAfterMs: 250,
    });
    await expect(handlers.mediaUrl({ hash, cell: "eu" }, from)).rejects.toMatchObject({ code: "MEDIA_UNKNOWN" });
    await expect(handlers.mediaUrl({ hash, cell: "xx" }, from)).rejects.toMatchObject({ code: "MEDIA_UNKNOWN" });
    await expect(handlers.mediaUrl({ hash, cell: "../x" }, from)).rejects.toMatchObject({ code: "MALFORMED" });
    await expect(handlers.planUpload({ hash, size: 0 }, from)).rejects.toMatchObject({ code: "MALFORMED" });
    await expect(handlers.planUpload({ hash: hash.subarray(1), size: 5 }, from)).rejects.toBeInstanceOf(RequestRefused);
    expect(asked).toEqual(["us", "xx"]);
    const { targets } = await under.uploads.plan(objectOf(10));
    under.log.error({ err: new Error(`put ${targets[0]!.url}`), url: targets[0]!.url }, "failed");
    expect(under.logged.join()).not.toMatch(/X-Amz-Signature|X-Amz-Credential/i);
  });
});

async function upload(uploads: MediaUploads, object: ReturnType<typeof objectOf>): Promise<void> {
  const { targets } = await uploads.plan(object);
  for (const { part, url } of targets) await put(url, partOf(object, part));
  await uploads.finish(object);
}
