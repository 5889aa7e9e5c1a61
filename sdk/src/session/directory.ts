/** The SDK's one call to the directory: a user token for a ticket. */

import { isCellId, isUserId, type DeviceId, type TicketAnswer, type TicketRequest } from "@cellwire/protocol";
import { ClientError } from "../client-error.ts";
import type { Clock } from "../clock.ts";
import { withDeadline } from "./deadline.ts";

const TIMEOUT_MS = 10_000;
const GATEWAYS_MAX = 1_000;

export interface DirectoryOptions {
  readonly url: string;
  readonly userToken: () => Promise<string>;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly region: string | undefined;
}

/** @throws {ClientError} DIRECTORY_FAILED; `reason` is the directory's code or the HTTP status. */
export async function requestTicket(options: DirectoryOptions, device: DeviceId): Promise<TicketAnswer> {
  try {
    return await withDeadline(options.clock, TIMEOUT_MS, (signal) => post(options, device, signal));
  } catch (cause) {
    throw cause instanceof ClientError ? cause : new ClientError("DIRECTORY_FAILED", { cause });
  }
}

async function post(options: DirectoryOptions, device: DeviceId, signal: AbortSignal): Promise<TicketAnswer> {
  const token = await options.userToken();
  const request: TicketRequest = { device, ...(options.region !== undefined && { region: options.region }) };
  const response = await options.fetch(new URL("/v1/tickets", options.url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(request),
    signal,
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ClientError("DIRECTORY_FAILED", { reason: codeIn(body) ?? String(response.status) });
  if (!isTicketAnswer(body)) throw new ClientError("DIRECTORY_FAILED", { reason: "MALFORMED" });
  return body;
}

function codeIn(body: unknown): string | undefined {
  const code = (body as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

function isTicketAnswer(body: unknown): body is TicketAnswer {
  if (typeof body !== "object" || body === null) return false;
  const { ticket, user, cell, epoch, gateways, expiresAtMs } = body as Record<string, unknown>;
  return (
    typeof ticket === "string" &&
    typeof user === "string" &&
    isUserId(user) &&
    typeof cell === "string" &&
    isCellId(cell) &&
    typeof epoch === "number" &&
    typeof expiresAtMs === "number" &&
    Array.isArray(gateways) &&
    gateways.length <= GATEWAYS_MAX &&
    gateways.every((gateway) => typeof gateway === "string" && URL.canParse(gateway))
  );
}
