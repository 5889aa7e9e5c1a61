/** Media over real gateways and a real object store, from one cell to the other. */

import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createClient, decodeMedia, encodeMedia, textOf, type Client, type UploadState } from "@cellwire/sdk";
import { expect, test } from "vitest";
import { mediaStoreOf } from "./harness/media-store.ts";
import type { StageHolder } from "./harness/stage-holder.ts";

const BYTES = 20 * 1024 * 1024;
const TEXT = { contentType: "application/octet-stream", name: "big.bin" };

export function media(holder: StageHolder): void {
  const isOn = mediaStoreOf(process.env) !== undefined;
  if (!isOn) process.stderr.write("SKIPPED, media between real cells: CELLWIRE_TEST_S3_URL is not set\n");

  test.skipIf(!isOn)("a file that was cut off goes on, and is read in the other cell as it was", async () => {
    const plain = new Uint8Array(randomBytes(BYTES));
    const { alice, bob } = people(holder);
    await Promise.all([alice.client.connect(), bob.client.connect()]);
    const arriving = new Promise<string>((resolve) => bob.client.on("message", (message) => resolve(textOf(message))));
    let state: UploadState | undefined;
    const cut = new AbortController();
    const onProgress = (bytes: number) => void (bytes > 0 && cut.abort(new Error("cut off")));
    const onState = (kept: UploadState) => void (state = kept);
    const first = alice.client.media.upload(plain, { ...TEXT, onState, onProgress, signal: cut.signal });
    await expect(first).rejects.toThrow("cut off");
    alice.puts.count = 0;
    const reference = await alice.client.media.upload(new Blob([plain]), { ...TEXT, resume: state! });
    expect(alice.puts.count).toBeLessThan(3);
    expect(reference.cell).toBe("eu");
    await alice.client.send(bob.user, encodeMedia(reference));
    const received = decodeMedia(await arriving);
    expect(received).toEqual(reference);
    expect(Buffer.compare(await bob.client.media.download(received!), plain)).toBe(0);
    await Promise.all([alice.client.close(), bob.client.close()]);
  });

  test.skipIf(!isOn)(
    "what is over the cell's size is refused, what is not there unknown, and no log has a URL",
    async () => {
      const { alice, bob } = people(holder);
      await Promise.all([alice.client.connect(), bob.client.connect()]);
      const tooLarge = alice.client.media.upload(new Uint8Array(65 * 1024 * 1024), TEXT);
      await expect(tooLarge).rejects.toMatchObject({ code: "REQUEST_REFUSED", reason: "MEDIA_TOO_LARGE" });
      const reference = await alice.client.media.upload(new Uint8Array(10), TEXT);
      const unknown = { ...reference, hash: "00".repeat(32) };
      const refused = { code: "REQUEST_REFUSED", reason: "MEDIA_UNKNOWN" };
      await expect(bob.client.media.download(unknown)).rejects.toMatchObject(refused);
      await expect(bob.client.media.download({ ...reference, cell: "us" as never })).rejects.toMatchObject(refused);
      const logs = path.join(holder.stage.dataDir, "logs");
      const lines = readdirSync(logs).map((file) => readFileSync(path.join(logs, file), "utf8"));
      expect(lines.join("\n")).not.toMatch(/X-Amz-Signature|secretAccessKey/i);
      await Promise.all([alice.client.close(), bob.client.close()]);
    },
  );
}

function people(holder: StageHolder) {
  const tag = randomBytes(6).toString("hex");
  return { alice: person(holder, `alice-${tag}`, "eu"), bob: person(holder, `bob-${tag}`, "us") };
}

function person(
  { stage }: StageHolder,
  user: string,
  region: string,
): { readonly user: string; readonly client: Client; readonly puts: { count: number } } {
  const puts = { count: 0 };
  const client = createClient({
    directoryUrl: stage.directoryUrl,
    userToken: () => stage.userToken(user),
    region,
    fetch: (url, request) => {
      if (request?.method === "PUT") puts.count += 1;
      return fetch(url, request);
    },
  });
  return { user, client, puts };
}
