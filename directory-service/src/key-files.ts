/** The files that the configuration names: keys and tokens, read once at start. */

import { readFile } from "node:fs/promises";
import { ConfigError } from "@cellwire/runtime/config.ts";
import type { JWTVerifyGetKey } from "jose";
import type { ServeConfig } from "./config.ts";
import { parseSigningKeys, type SigningKeys } from "./tickets/key-set.ts";
import { localUserKeys, remoteUserKeys } from "./tickets/user-token.ts";

export interface KeyFiles {
  readonly signingKeys: SigningKeys;
  readonly userKeys: JWTVerifyGetKey;
  readonly adminToken: string;
  /** undefined: there is no server API. */
  readonly serverKeys: JWTVerifyGetKey | undefined;
}

const ADMIN_TOKEN_LENGTH_MIN = 16;

/** @throws {ConfigError} listing every file that is not what it should be, never quoting one */
export async function readKeyFiles(config: ServeConfig): Promise<KeyFiles> {
  const faults: string[] = [];
  const attempt = async <T>(variable: string, read: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await read();
    } catch (error) {
      faults.push(`${variable} is not valid: ${(error as Error).message}`);
      return undefined;
    }
  };
  const signingKeys = await attempt("CELLWIRE_SIGNING_KEYS_FILE", async () =>
    parseSigningKeys(await readFile(config.signingKeysFile, "utf8")),
  );
  const userKeys = await attempt("CELLWIRE_USER_TOKEN_KEYS_FILE", () => readUserKeys(config.userTokenKeys));
  const adminToken = await attempt("CELLWIRE_ADMIN_TOKEN_FILE", () => readAdminToken(config.adminTokenFile));
  const { serverTokenKeys } = config;
  const serverKeys =
    serverTokenKeys && (await attempt("CELLWIRE_SERVER_TOKEN_KEYS_FILE", () => readUserKeys(serverTokenKeys)));
  if (faults.length > 0 || signingKeys === undefined || userKeys === undefined || adminToken === undefined) {
    throw new ConfigError(faults.join("\n"));
  }
  return { signingKeys, userKeys, adminToken, serverKeys };
}

async function readUserKeys(source: NonNullable<ServeConfig["serverTokenKeys"]>): Promise<JWTVerifyGetKey> {
  if ("url" in source) return remoteUserKeys(new URL(source.url));
  return localUserKeys(await readFile(source.file, "utf8"));
}

async function readAdminToken(file: string): Promise<string> {
  const token = (await readFile(file, "utf8")).trim();
  if (token.length < ADMIN_TOKEN_LENGTH_MIN || /\s/.test(token)) {
    throw new RangeError(`the file needs one token of at least ${ADMIN_TOKEN_LENGTH_MIN} characters`);
  }
  return token;
}
