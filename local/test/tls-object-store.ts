/** An S3 server that speaks TLS, as pgBackRest wants it, with a certificate of a CA of its own. */

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { ManagedProcess } from "@cellwire/local/managed-process.ts";
import { prepareVersitygw } from "@cellwire/local/services/versitygw.ts";

const HOST = "127.0.0.1";

export interface TlsObjectStore {
  readonly endpoint: string;
  readonly certificate: string;
  readonly process: ManagedProcess;
}

/** Started. @param options.root an empty directory, to which all goes */
export async function startTlsObjectStore(options: {
  readonly program: string;
  readonly root: string;
  readonly port: number;
  readonly bucket: string;
  readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
}): Promise<TlsObjectStore> {
  const { program, root, port, bucket, keys } = options;
  const [certificate, key] = [path.join(root, "tls.crt"), path.join(root, "tls.key")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const files = ["-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", ...subject, ...files], {
    stdio: "ignore",
  });
  const directory = path.join(root, "buckets");
  mkdirSync(path.join(directory, bucket), { recursive: true });
  const plan = {
    host: HOST,
    port,
    directory,
    metadataDirectory: path.join(root, "metadata"),
    logFile: path.join(root, "log"),
  };
  const spec = prepareVersitygw({ ...plan, ...keys }, program);
  const env = { ...spec.env, VGW_CERT: certificate, VGW_KEY: key };
  // Its answer is worth nothing to Node, which does not know the CA.
  const probe = async () => {
    execFileSync("openssl", ["s_client", "-connect", `${HOST}:${port}`], { input: "", stdio: "pipe", timeout: 5_000 });
    return true;
  };
  const process = new ManagedProcess({ ...spec, env, probe }, () => {});
  process.start();
  await process.waitReady();
  return { endpoint: `https://localhost:${port}`, certificate, process };
}
