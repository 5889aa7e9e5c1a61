import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testKey } from "../test/test-tokens.ts";
import type { ServeConfig } from "./config.ts";
import { readKeyFiles } from "./key-files.ts";

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "directory-key-files-"));
});

afterEach(() => rm(directory, { recursive: true }));

describe("key files", () => {
  it("are read, and white space around the admin token is dropped", async () => {
    const { signingKeys, adminToken } = await readKeyFiles(await configFor({ admin: "0123456789abcdef\n" }));
    expect(signingKeys.active.kid).toBe("dir-1");
    expect(adminToken).toBe("0123456789abcdef");
  });

  it("are refused together, each with its variable and none of its content", async () => {
    const config = await configFor({ signing: "secret-1", users: "secret-2", admin: "secret-3" });
    const error = await readKeyFiles(config).catch((error: unknown) => error);
    const message = String(error);
    expect(message).toContain("CELLWIRE_SIGNING_KEYS_FILE is not valid: not a signing key set");
    expect(message).toContain("CELLWIRE_USER_TOKEN_KEYS_FILE is not valid: not a JSON Web Key Set");
    expect(message).toContain("CELLWIRE_ADMIN_TOKEN_FILE is not valid: the file needs one token");
    expect(message).not.toContain("secret");
  });
});

async function configFor(texts: { signing?: string; users?: string; admin?: string }): Promise<ServeConfig> {
  const { privateJwk, publicJwk } = await testKey("dir-1");
  const write = async (name: string, text: string) => {
    const file = join(directory, name);
    await writeFile(file, text);
    return file;
  };
  return {
    logLevel: "silent",
    databaseUrl: "postgres://127.0.0.1/none",
    host: "127.0.0.1",
    port: 0,
    signingKeysFile: await write("signing", texts.signing ?? JSON.stringify({ active: "dir-1", keys: [privateJwk] })),
    userTokenKeys: { file: await write("users", texts.users ?? JSON.stringify({ keys: [publicJwk] })) },
    adminTokenFile: await write("admin", texts.admin ?? "0123456789abcdef"),
    serverTokenKeys: undefined,
    webhook: undefined,
  };
}
