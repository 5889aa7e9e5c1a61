/** An S3 server with one bucket in a temporary directory, for tests; gone afterwards. */

import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ManagedProcess } from "./managed-process.ts";
import { freePort } from "./ports.ts";
import { findVersitygw, prepareVersitygw } from "./services/versitygw.ts";

const HOST = "127.0.0.1";
const KEY_BYTES = 20;
const BUCKET = "media";

export interface ThrowawayObjectStore {
  /** With user and password: access key id and secret access key; the path is the bucket. */
  readonly url: string;
  stop(): Promise<void>;
}

/** undefined: there is no Go to build it with, which is said. */
export async function startThrowawayObjectStore(
  onProgress: (line: string) => void,
): Promise<ThrowawayObjectStore | undefined> {
  const program = findVersitygw(onProgress);
  if (program === undefined) {
    onProgress("SKIPPED, tests of media against a real S3 server: it is built with Go (https://go.dev/dl)");
    return undefined;
  }
  const root = mkdtempSync(path.join(tmpdir(), "cellwire-media-"));
  const directory = path.join(root, "buckets");
  mkdirSync(path.join(directory, BUCKET), { recursive: true });
  const [accessKeyId, secretAccessKey] = [randomKey(), randomKey()];
  const port = await freePort();
  const metadataDirectory = path.join(root, "metadata");
  const logFile = path.join(root, "log");
  const plan = { host: HOST, port, directory, metadataDirectory, logFile, accessKeyId, secretAccessKey };
  const server = new ManagedProcess(prepareVersitygw(plan, program), () => {});
  const stop = async () => {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  };
  server.start();
  try {
    await server.waitReady();
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `http://${accessKeyId}:${secretAccessKey}@${HOST}:${port}/${BUCKET}`, stop };
}

function randomKey(): string {
  return randomBytes(KEY_BYTES).toString("hex");
}
