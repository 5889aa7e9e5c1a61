/** The server API as the application's backend calls it. */

import { randomBytes } from "node:crypto";
import { messageIdAt } from "@cellwire/protocol";

const TIMEOUT_MS = 10_000;

export interface ApiAnswer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- what comes over the wire is what the scenarios look into
  readonly body: any;
}

export type ServerApi = (
  method: "GET" | "POST" | "PUT" | "DELETE",
  path: string,
  options?: { readonly body?: object; readonly key?: string },
) => Promise<ApiAnswer>;

export function newKey(): string {
  return messageIdAt(Date.now(), randomBytes(10));
}

/** @param baseUrl of the directory, or of a cell's ingest port */
export function serverApi(baseUrl: string, token: string): ServerApi {
  return async (method, path, { body, key = newKey() } = {}) => {
    const hasBody = method === "POST" || method === "PUT";
    const response = await fetch(`${baseUrl}/server/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(method !== "GET" && { "idempotency-key": key }),
        ...(hasBody && { "content-type": "application/json" }),
      },
      ...(hasBody && { body: JSON.stringify(body ?? {}) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, body: await response.json() };
  };
}
