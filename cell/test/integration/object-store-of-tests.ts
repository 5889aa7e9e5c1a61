import type { S3Options } from "../../src/media/s3-object-store.ts";

/** Of the S3 server that `./cellwire test` starts where there is Go; undefined, and said so, elsewhere. */
export function objectStoreOfTests(): S3Options | undefined {
  const text = process.env["CELLWIRE_TEST_S3_URL"];
  if (!text) {
    process.stderr.write("SKIPPED, tests against a real object store: CELLWIRE_TEST_S3_URL is not set\n");
    return undefined;
  }
  const { origin, pathname, username, password } = new URL(text);
  return {
    endpoint: origin,
    publicEndpoint: origin,
    region: "us-east-1",
    bucket: pathname.slice(1),
    accessKeyId: username,
    secretAccessKey: password,
  };
}
