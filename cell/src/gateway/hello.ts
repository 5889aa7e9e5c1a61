/** The decision about a `hello`: who it is, and whether a connection may be opened for them. */

import type { CloseName, cellwire } from "@cellwire/protocol";
import { LIMITS, PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from "@cellwire/protocol";
import type { Clock } from "@cellwire/runtime/clock.ts";
import type { CatchUp } from "../flow/catch-up.ts";
import type { LinkOutcome } from "../inbox/contract.ts";
import type { Bearer, ResumeTicket, TicketOutcome, Tickets } from "../trust/tickets.ts";
import { RESUME_TICKET_SECONDS } from "../trust/tickets.ts";

export type HelloFrame = cellwire.v1.Hello.$Properties;
type Linked = Extract<LinkOutcome, { kind: "linked" }>;
type Moved = Extract<LinkOutcome, { kind: "moved" }>;

export type Admission =
  | {
      readonly kind: "admitted";
      readonly version: number;
      readonly bearer: Bearer;
      readonly link: Linked;
      readonly resume: ResumeTicket;
      readonly headsSinceMs: number;
    }
  | { readonly kind: "moved"; readonly to: Moved }
  | { readonly kind: "refused"; readonly code: CloseName };

export interface AdmissionContext {
  readonly tickets: Pick<Tickets, "verify" | "issue">;
  readonly catchUp: Pick<CatchUp, "link">;
  readonly clock: Clock;
}

/** Visible ASCII: what a text column surely takes. */
const STORE_ID = /^[\x21-\x7e]+$/;
const TICKET_REFUSAL = {
  invalid: "TICKET_INVALID",
  expired: "TICKET_EXPIRED",
  "wrong-cell": "WRONG_CELL",
  unavailable: "UNAVAILABLE",
} as const satisfies Record<Exclude<TicketOutcome["kind"], "valid">, CloseName>;
const LINK_REFUSAL = {
  revoked: "REVOKED",
  "ticket-revoked": "TICKET_INVALID",
  suspended: "SUSPENDED",
  "device-limit": "DEVICE_LIMIT",
  "not-taken": "UNAVAILABLE",
} as const;

/** @throws faults of the database, or `Overloaded`: the device should come back later. */
export async function admit(hello: HelloFrame, context: AdmissionContext): Promise<Admission> {
  const version = Math.min(hello.versionMax ?? 0, PROTOCOL_VERSION);
  if (version < Math.max(hello.versionMin ?? 0, PROTOCOL_VERSION_MIN)) return refused("VERSION_UNSUPPORTED");
  if (!isWellFormed(hello)) return refused("BAD_FRAME");
  const ticket = await context.tickets.verify(hello.ticket ?? "");
  if (ticket.kind !== "valid") return refused(TICKET_REFUSAL[ticket.kind]);
  const { bearer } = ticket;
  const link = await context.catchUp.link({
    ...bearer,
    issuedMs: ticket.issuedMs,
    storeId: hello.storeId ?? "",
    refusalsThrough: hello.refusalsThrough ?? 0,
  });
  if (link.kind === "moved") return { kind: "moved", to: link };
  if (link.kind !== "linked") return refused(LINK_REFUSAL[link.kind]);
  // A ticket with most of its life ahead is given back: a storm of returning devices costs no signatures.
  const isFresh = ticket.isResume && context.clock.nowMs() < renewalMs(ticket.expiresMs);
  const presented = { ticket: hello.ticket ?? "", expiresMs: ticket.expiresMs };
  const resume = isFresh ? presented : await context.tickets.issue(bearer);
  return { kind: "admitted", version, bearer, link, resume, headsSinceMs: hello.headsSinceMs ?? 0 };
}

/** When a resume ticket has half of its life behind. */
export function renewalMs(expiresMs: number): number {
  return expiresMs - (RESUME_TICKET_SECONDS * 1000) / 2;
}

function refused(code: CloseName): Admission {
  return { kind: "refused", code };
}

function isWellFormed({ storeId = "", features, refusalsThrough, headsSinceMs }: HelloFrame): boolean {
  if (!storeId || storeId.length > LIMITS.storeIdBytesMax || !STORE_ID.test(storeId)) return false;
  if ((features?.length ?? 0) > LIMITS.featuresMax) return false;
  return Number.isSafeInteger(refusalsThrough ?? 0) && Number.isSafeInteger(headsSinceMs ?? 0);
}
