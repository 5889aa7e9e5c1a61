import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readMigrateConfig, readServeConfig } from "./config.ts";

/** Any file that can be read will do: what is in it, key-files.ts looks at. */
const file = fileURLToPath(import.meta.url);

const complete = {
  CELLWIRE_DATABASE_URL: "postgres://127.0.0.1/directory",
  CELLWIRE_DIRECTORY_PORT: "8080",
  CELLWIRE_SIGNING_KEYS_FILE: file,
  CELLWIRE_USER_TOKEN_KEYS_FILE: file,
  CELLWIRE_ADMIN_TOKEN_FILE: file,
};

describe("the directory's configuration", () => {
  it("is read from the environment", () => {
    expect(readServeConfig(complete)).toEqual({
      logLevel: "info",
      host: "127.0.0.1",
      port: 8080,
      databaseUrl: "postgres://127.0.0.1/directory",
      signingKeysFile: file,
      userTokenKeys: { file },
      adminTokenFile: file,
    });
  });

  it("takes the URL of a key set instead of a file", () => {
    const url = "https://app.example/jwks.json";
    const { CELLWIRE_USER_TOKEN_KEYS_FILE: _, ...rest } = complete;
    expect(readServeConfig({ ...rest, CELLWIRE_USER_TOKEN_JWKS_URL: url }).userTokenKeys).toEqual({ url });
  });

  it("lists every fault at once", () => {
    const { CELLWIRE_ADMIN_TOKEN_FILE: _, ...rest } = complete;
    const read = () =>
      readServeConfig({
        ...rest,
        CELLWIRE_DIRECTORY_PORT: "http",
        CELLWIRE_USER_TOKEN_JWKS_URL: "https://app.example/jwks.json",
      });
    expect(read).toThrow(/CELLWIRE_DIRECTORY_PORT is not valid/);
    expect(read).toThrow(/CELLWIRE_ADMIN_TOKEN_FILE is not set/);
    expect(read).toThrow(/exactly one of CELLWIRE_USER_TOKEN_KEYS_FILE and CELLWIRE_USER_TOKEN_JWKS_URL/);
  });

  it("needs no more than the database for a migration", () => {
    const { CELLWIRE_DATABASE_URL } = complete;
    expect(readMigrateConfig({ CELLWIRE_DATABASE_URL })).toEqual({
      logLevel: "info",
      databaseUrl: CELLWIRE_DATABASE_URL,
    });
  });
});
