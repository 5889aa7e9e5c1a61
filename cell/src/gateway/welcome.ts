/** The frames that open a connection. Pure. */

import { LIMITS, encodeServerFrame } from "@cellwire/protocol";
import type { ConnectionContext } from "./connection-context.ts";
import type { Admission } from "./hello.ts";

const WIRE_LIMITS = {
  contentBytesMax: LIMITS.contentBytesMax,
  frameBytesMax: LIMITS.frameBytesMax,
  unacknowledgedMax: LIMITS.unacknowledgedMax,
  fetchMessagesMax: LIMITS.fetchMessagesMax,
  clockAheadMsMax: LIMITS.clockAheadMsMax,
  clockBehindMsMax: LIMITS.clockBehindMsMax,
  pingIntervalMs: LIMITS.pingIntervalMs,
};

export function welcomeFrame(
  { version, bearer, link, resume }: Extract<Admission, { kind: "admitted" }>,
  { cell, clock, storage }: Pick<ConnectionContext, "cell" | "clock" | "storage">,
): Uint8Array {
  return encodeServerFrame({
    welcome: {
      version,
      cell,
      user: bearer.user,
      device: bearer.device,
      connectionEpoch: link.connectionEpoch,
      serverTimeMs: clock.nowMs(),
      limits: WIRE_LIMITS,
      resumeTicket: resume.ticket,
      resumeTicketExpiresMs: resume.expiresMs,
      storeReset: link.storeReset,
      refusalsThrough: link.refusalsThrough,
      storageGeneration: storage.generation,
      storageWholeUntilMs: storage.wholeUntilMs,
    },
  });
}
