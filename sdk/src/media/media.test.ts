import { createCipheriv, createHash, randomBytes } from "node:crypto";
import { LIMITS } from "@cellwire/protocol";
import { describe, expect, test } from "vitest";
import { cutAfter, rewritten } from "../../test/broken-responses.ts";
import { ClientError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import { systemRandom } from "../random.ts";
import type { RequestBody } from "../session/requests.ts";
import { FakeMedia } from "../testing/fake-media.ts";
import type { UploadState } from "./contract.ts";
import { MediaClient } from "./media-client.ts";
import { ObjectHttp } from "./object-http.ts";
import { plainBytes } from "./reference.ts";

const PART = LIMITS.mediaPartBytes;
const PIECE = LIMITS.mediaChunkBytes - 16;
const TEXT = { contentType: "text/plain" };

/** Waits for nothing: what is put off comes at once, but for time limits. */
const HASTY: Clock = {
  nowMs: () => 0,
  monotonicMs: () => 0,
  after: (delayMs, run) => {
    if (delayMs < 30_000) queueMicrotask(run);
    return () => {};
  },
  soon: queueMicrotask,
};

interface Network {
  /** Called before each PUT and GET; may throw as a broken connection does. */
  onFetch: (url: string, request: RequestInit) => void;
  onAnswer: (response: Response) => Response;
}

function setup() {
  const store = new FakeMedia("eu");
  const network: Network = { onFetch: () => {}, onAnswer: (response) => response };
  const asked: string[] = [];
  const fetched: string[] = [];
  const ask = async (body: RequestBody) => {
    const kind = Object.keys(body)[0]!;
    asked.push(kind);
    const answer = store.answer({ ...body, body: kind as never })!;
    if (answer.code) throw new ClientError("REQUEST_REFUSED", { reason: answer.code });
    return answer;
  };
  const fetchObject = async (url: unknown, request: RequestInit = {}) => {
    network.onFetch(String(url), request);
    fetched.push(`${request.method ?? "GET"} ${new URL(String(url)).pathname.split("/")[2] ?? ""}`.trim());
    return network.onAnswer(await store.fetch(String(url), request));
  };
  const http = new ObjectHttp({ fetch: fetchObject, clock: HASTY });
  const client = new MediaClient({ ask, http, clock: HASTY, random: systemRandom });
  return { client, store, network, asked, fetched };
}

describe("upload and download", () => {
  test.each([0, 1, PIECE - 1, PIECE, PIECE + 1, PART, PART + 77])("%i bytes come back as they were", async (size) => {
    const { client } = setup();
    const plain = new Uint8Array(randomBytes(size));
    const reference = await client.upload(plain, { ...TEXT, name: "a.txt" });
    expect(reference).toMatchObject({ cell: "eu", contentType: "text/plain", name: "a.txt" });
    expect(plainBytes(reference)).toBe(size);
    expect(Buffer.compare(await client.download(reference), plain)).toBe(0);
  });

  test("a blob comes back as it was, and is read in pieces", async () => {
    const { client } = setup();
    const plain = new Uint8Array(randomBytes(PART + 5));
    const blob = new Blob([plain]);
    blob.arrayBuffer = () => Promise.reject(new Error("read whole"));
    const reference = await client.upload(blob, TEXT);
    expect(Buffer.compare(await client.download(reference), plain)).toBe(0);
  });

  test("the object is what docs/protocol.md says, and its name is its hash", async () => {
    const { client, store } = setup();
    const plain = randomBytes(PIECE + 3);
    const reference = await client.upload(new Uint8Array(plain), TEXT);
    const key = Buffer.from(reference.key, "base64url");
    const seal = (data: Buffer, nonce: string) => {
      const cipher = createCipheriv("aes-256-gcm", key, Buffer.from(nonce, "hex"));
      return Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]);
    };
    const object = Buffer.concat([
      seal(plain.subarray(0, PIECE), `${"00".repeat(11)}00`),
      seal(plain.subarray(PIECE), `${"00".repeat(10)}0101`),
    ]);
    expect(reference.hash).toBe(createHash("sha256").update(object).digest("hex"));
    const stored = await (await store.fetch(`http://media.fake/${reference.hash}`)).arrayBuffer();
    expect(Buffer.from(stored).equals(object)).toBe(true);
  });

  test("every upload has a key of its own", async () => {
    const { client } = setup();
    const plain = new Uint8Array(10);
    const [one, two] = [await client.upload(plain, TEXT), await client.upload(plain, TEXT)];
    expect(one.key).not.toBe(two.key);
    expect(one.hash).not.toBe(two.hash);
  });

  test("progress ends at the whole and never goes back", async () => {
    const { client } = setup();
    const seen: number[] = [];
    const onProgress = (bytes: number) => void seen.push(bytes);
    const reference = await client.upload(new Uint8Array(PART + 77), { ...TEXT, onProgress });
    expect(seen.at(-1)).toBe(reference.size);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    const down: number[] = [];
    await client.download(reference, { onProgress: (bytes) => void down.push(bytes) });
    expect(down.at(-1)).toBe(reference.size);
  });

  test("an upload is committed, a draft only by commit()", async () => {
    const { client, asked } = setup();
    await client.upload(new Uint8Array(1), TEXT);
    expect(asked).toEqual(["planUpload", "planUpload", "finishUpload", "commitMedia"]);
    asked.length = 0;
    const draft = await client.upload(new Uint8Array(1), { ...TEXT, draft: true });
    expect(asked).not.toContain("commitMedia");
    await client.commit(draft);
    expect(asked.at(-1)).toBe("commitMedia");
  });
});

describe("breaks", () => {
  test("what did not arrive is put again, and nothing twice", async () => {
    const { client, network, fetched } = setup();
    let puts = 0;
    network.onFetch = () => {
      if (++puts === 2) throw new TypeError("fetch failed");
    };
    await client.upload(new Uint8Array(PART + 77), TEXT);
    expect(fetched.toSorted()).toEqual(["PUT 1", "PUT 2"]);
  });

  test("an upload that was given up goes on from its state, in another run", async () => {
    const { client, network, fetched } = setup();
    const plain = new Uint8Array(randomBytes(PART + 77));
    let state: UploadState | undefined;
    network.onFetch = (url) => {
      if (!url.endsWith("/1")) throw new TypeError("fetch failed");
    };
    const onState = (kept: UploadState) => void (state = kept);
    const failing = client.upload(plain, { ...TEXT, onState });
    await expect(failing).rejects.toMatchObject({ code: "MEDIA_FAILED" });
    expect(fetched).toEqual(["PUT 1"]);
    network.onFetch = () => {};
    fetched.length = 0;
    const resume = JSON.parse(JSON.stringify(state)) as UploadState;
    const reference = await client.upload(new Blob([plain]), { ...TEXT, resume });
    expect(fetched.toSorted()).toEqual(["PUT 2"]);
    expect(reference.hash).toBe(state?.hash);
    expect(Buffer.compare(await client.download(reference), plain)).toBe(0);
  });

  test("other bytes than before are never sealed under the same key", async () => {
    const { client, network, fetched } = setup();
    const plain = new Uint8Array(PART + 77);
    let state: UploadState | undefined;
    network.onFetch = () => {
      throw new TypeError("fetch failed");
    };
    const options = { ...TEXT, onState: (kept: UploadState) => void (state = kept) };
    await expect(client.upload(plain, options)).rejects.toThrow();
    network.onFetch = () => {};
    plain[PART] = 1;
    await expect(client.upload(plain, { ...TEXT, resume: state! })).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
    const shorter = client.upload(plain.subarray(1), { ...TEXT, resume: state! });
    await expect(shorter).rejects.toMatchObject({ code: "SOURCE_CHANGED" });
    expect(fetched).not.toContain("PUT 2");
  });

  test("a download goes on where its connection broke", async () => {
    const { client, network } = setup();
    const plain = new Uint8Array(randomBytes(3 * PIECE));
    const reference = await client.upload(plain, TEXT);
    const ranges: (string | null)[] = [];
    network.onFetch = (_url, request) => void ranges.push(new Headers(request.headers).get("range"));
    network.onAnswer = (response) => (ranges.length < 3 ? cutAfter(response, PIECE) : response);
    expect(Buffer.compare(await client.download(reference), plain)).toBe(0);
    expect(ranges).toEqual([null, `bytes=${PIECE}-`, `bytes=${2 * PIECE}-`]);
  });

  test("the caller's signal ends both, with its reason", async () => {
    const { client, network } = setup();
    const reference = await client.upload(new Uint8Array(1), TEXT);
    const controller = new AbortController();
    network.onFetch = () => {
      controller.abort(new Error("enough"));
      throw new DOMException("aborted", "AbortError");
    };
    const { signal } = controller;
    await expect(client.download(reference, { signal })).rejects.toThrow("enough");
    await expect(client.upload(new Uint8Array(1), { ...TEXT, signal })).rejects.toThrow("enough");
  });

  test("a part that arrives damaged is refused, and put again", async () => {
    const { client, network, fetched } = setup();
    let isDamaged = false;
    network.onFetch = (url, request) => {
      if (!url.endsWith("/1") || isDamaged) return;
      isDamaged = true;
      const sealed = request.body as Uint8Array<ArrayBuffer>;
      request.body = sealed.with(PART - 1, sealed[PART - 1]! ^ 1);
    };
    const plain = new Uint8Array(randomBytes(PART + 77));
    const reference = await client.upload(plain, TEXT);
    expect(fetched.toSorted()).toEqual(["PUT 1", "PUT 1", "PUT 2"]);
    expect(Buffer.compare(await client.download(reference), plain)).toBe(0);
  });

  test("nothing more is put once the caller's signal has ended", async () => {
    const { client, network } = setup();
    const plain = new Uint8Array(2 * PART + 77);
    const controller = new AbortController();
    let state: UploadState | undefined;
    let late = 0;
    network.onFetch = (_url, request) => void (late += request.signal?.aborted ? 1 : 0);
    const onState = (kept: UploadState) => void (state = kept);
    const onProgress = (bytes: number) => void (bytes > 0 && controller.abort(new Error("enough")));
    const ending = client.upload(plain, { ...TEXT, onState, onProgress, signal: controller.signal });
    await expect(ending).rejects.toThrow("enough");
    // The resume seals no less than what was being sealed when the signal came.
    await client.upload(plain, { ...TEXT, resume: state! });
    expect(late).toBe(0);
  });

  test("a store that refuses is no endless loop, and its URL is in no error", async () => {
    const { client, store } = setup();
    store.fetch = async () => new Response("http://media.fake/secret", { status: 403 });
    const error: Error = await client.upload(new Uint8Array(1), TEXT).then(
      () => new Error("it went through"),
      (thrown: Error) => thrown,
    );
    expect(error).toMatchObject({ code: "MEDIA_FAILED" });
    expect(`${error.message} ${String(error.cause)}`).not.toContain("media.fake");
  });
});

describe("what does not hold", () => {
  async function stored() {
    const parts = setup();
    const plain = new Uint8Array(randomBytes(2 * PIECE + 10));
    return { ...parts, reference: await parts.client.upload(plain, TEXT) };
  }

  const tampered: [string, (bytes: Uint8Array) => Uint8Array][] = [
    ["a changed bit", (bytes) => bytes.with(LIMITS.mediaChunkBytes + 3, bytes[LIMITS.mediaChunkBytes + 3]! ^ 1)],
    ["a changed last bit", (bytes) => bytes.with(bytes.length - 1, bytes.at(-1)! ^ 1)],
    ["a piece more", (bytes) => new Uint8Array([...bytes, 0])],
    [
      "two pieces in each other's place",
      (bytes) => {
        const [one, two] = [bytes.slice(0, LIMITS.mediaChunkBytes), bytes.slice(LIMITS.mediaChunkBytes)];
        return new Uint8Array([...two.subarray(0, LIMITS.mediaChunkBytes), ...one, ...two.subarray(one.length)]);
      },
    ],
  ];
  test.each(tampered)("%s is not handed over", async (_what, change) => {
    const { client, network, reference } = await stored();
    network.onAnswer = (response) => rewritten(response, change);
    await expect(client.download(reference)).rejects.toMatchObject({ code: "MEDIA_CORRUPT" });
  });

  test("an object of another hash, size or key is not handed over", async () => {
    const { client, reference, store } = await stored();
    const other = await client.upload(new Uint8Array(2 * PIECE + 10), TEXT);
    for (const wrong of [
      { ...reference, key: other.key },
      { ...reference, size: reference.size - 1 },
    ])
      await expect(client.download(wrong)).rejects.toMatchObject({ code: "MEDIA_CORRUPT" });
    // Every seal holds, but it is not what the name says.
    const fetchStored = store.fetch.bind(store);
    store.fetch = (url, request) => fetchStored(url.replace(reference.hash, other.hash), request);
    await expect(client.download({ ...reference, key: other.key })).rejects.toMatchObject({ code: "MEDIA_CORRUPT" });
  });

  test("an object that ends early is asked for again, then given up", async () => {
    const { client, network, reference, fetched } = await stored();
    network.onAnswer = (response) => rewritten(response, (bytes) => bytes.subarray(0, 0));
    await expect(client.download(reference)).rejects.toMatchObject({ code: "MEDIA_FAILED" });
    expect(fetched.length).toBeLessThan(10);
  });

  test("an object over the caller's bound is not even asked for", async () => {
    const { client, reference, asked } = await stored();
    asked.length = 0;
    await expect(client.download(reference, { bytesMax: 100 })).rejects.toThrow(RangeError);
    expect(asked).toEqual([]);
  });

  test("an object that is gone is refused with the server's reason", async () => {
    const { client, reference } = await stored();
    const gone = client.download({ ...reference, hash: "00".repeat(32) });
    await expect(gone).rejects.toMatchObject({ code: "REQUEST_REFUSED", reason: "MEDIA_UNKNOWN" });
  });
});
