import { parseUserId, type UserId } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";

/**
 * The user that a token (JWT, RFC 7519) is for. Not verified, since only the directory can: here it decides no more than
 * whose outbox this is.
 * @throws {ClientError} USER_TOKEN_INVALID
 */
export function userInToken(token: string): UserId {
  try {
    const base64 = token.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/");
    const claims = JSON.parse(atob(base64)) as { sub?: unknown };
    return parseUserId(String(claims.sub));
  } catch (cause) {
    throw new ClientError("USER_TOKEN_INVALID", { cause });
  }
}
