/** The object store of the fake cell: the requests about media, and the URLs that they answer with. */

import { LIMITS, toHex, type cellwire } from "@cellwire/protocol";
import { toBase64 } from "../media/base64url.ts";

type RequestFrame = cellwire.v1.Request.$Properties;
type ResponseFrame = cellwire.v1.Response.$Properties;

const ORIGIN = "http://media.fake";
const URL_LIFE_MS = 900_000;

interface FakeObject {
  readonly size: number;
  /** In base64. */
  readonly hashes: readonly string[];
  readonly parts: Map<number, Uint8Array>;
  state: "begun" | "stored" | "committed";
}

export class FakeMedia {
  readonly #cell: string;
  readonly #objects = new Map<string, FakeObject>();

  constructor(cell: string) {
    this.#cell = cell;
  }

  static isUrl(url: string): boolean {
    return url.startsWith(ORIGIN);
  }

  /** undefined: not a request about media. */
  answer({ body, planUpload, finishUpload, commitMedia, mediaUrl }: RequestFrame): ResponseFrame | undefined {
    switch (body) {
      case "planUpload":
        return this.#plan(planUpload ?? {});
      case "finishUpload":
        return this.#finish(this.#find(finishUpload?.hash));
      case "commitMedia":
        return this.#commit((commitMedia?.hashes ?? []).map((hash) => this.#find(hash)));
      case "mediaUrl":
        return this.#url(mediaUrl ?? {});
      default:
        return undefined;
    }
  }

  /** What a PUT or GET of one of the URLs comes to. */
  async fetch(url: string, request: RequestInit = {}): Promise<Response> {
    const [hash = "", part] = new URL(url).pathname.slice(1).split("/");
    const object = this.#objects.get(hash);
    if (!object) return new Response(null, { status: 404 });
    if (request.method === "PUT") {
      const bytes = new Uint8Array(await new Response(request.body ?? null).arrayBuffer());
      const named = new Headers(request.headers).get("x-amz-checksum-sha256");
      const isSigned = named === object.hashes[Number(part) - 1];
      if (!isSigned || bytes.length !== partBytes(object.size, Number(part)))
        return new Response(null, { status: 403 });
      if (toBase64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))) !== named)
        return new Response(null, { status: 400 });
      object.parts.set(Number(part), bytes);
      return new Response(null);
    }
    const range = /^bytes=(\d+)-$/.exec(new Headers(request.headers).get("range") ?? "");
    const whole = new Uint8Array(object.size);
    for (const [number, bytes] of object.parts) whole.set(bytes, (number - 1) * LIMITS.mediaPartBytes);
    return new Response(whole.subarray(Number(range?.[1] ?? 0)), { status: range ? 206 : 200 });
  }

  #plan({ hash, size, partHashes }: cellwire.v1.PlanUpload.$Properties): ResponseFrame {
    const name = toHex(hash ?? new Uint8Array(0));
    const count = Math.ceil((size ?? 0) / LIMITS.mediaPartBytes);
    if ((partHashes?.length ?? 0) !== (count > 1 ? count : 0)) return { code: "MALFORMED" };
    const hashes = (count > 1 ? partHashes! : [hash!]).map(toBase64);
    const object = this.#objects.get(name) ?? { size: size ?? 0, hashes, parts: new Map(), state: "begun" };
    this.#objects.set(name, object);
    const missing = Array.from({ length: count }, (_, index) => index + 1).filter((part) => !object.parts.has(part));
    const targets = missing.map((part) => ({ part, url: `${ORIGIN}/${name}/${part}` }));
    return { uploadPlan: { stored: object.state !== "begun", targets, urlLifeMs: URL_LIFE_MS } };
  }

  #finish(object: FakeObject | undefined): ResponseFrame {
    if (!object) return { code: "MEDIA_UNKNOWN" };
    if (object.parts.size < Math.ceil(object.size / LIMITS.mediaPartBytes)) return { code: "MEDIA_INCOMPLETE" };
    if (object.state === "begun") object.state = "stored";
    return { uploadFinished: { cell: this.#cell } };
  }

  #commit(objects: readonly (FakeObject | undefined)[]): ResponseFrame {
    for (const object of objects) {
      if (!object || object.state === "begun") return { code: "MEDIA_UNKNOWN" };
      object.state = "committed";
    }
    return { mediaCommitted: {} };
  }

  #url({ hash, cell }: cellwire.v1.MediaUrl.$Properties): ResponseFrame {
    const object = this.#find(hash);
    if (cell !== this.#cell || !object || object.state === "begun") return { code: "MEDIA_UNKNOWN" };
    const url = `${ORIGIN}/${toHex(hash ?? new Uint8Array(0))}`;
    return { mediaLocation: { url, size: object.size, urlLifeMs: URL_LIFE_MS } };
  }

  #find(hash: Uint8Array | null | undefined): FakeObject | undefined {
    return this.#objects.get(toHex(hash ?? new Uint8Array(0)));
  }
}

function partBytes(size: number, part: number): number {
  return Math.min(LIMITS.mediaPartBytes, size - (part - 1) * LIMITS.mediaPartBytes);
}
