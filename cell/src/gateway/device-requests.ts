/** What the device of an open connection asks for. */

import { encodeServerFrame, toHex } from "@cellwire/protocol";
import type { cellwire } from "@cellwire/protocol";
import type { AcceptAnswer, SendOrigin } from "../flow/accept.ts";
import type { CursorReport, Submission } from "../inbox/contract.ts";
import type { ClientFrame } from "./client-frames.ts";
import type { ConnectionContext } from "./connection-context.ts";
import { checkedCursors } from "./cursor-check.ts";
import type { FetchingConnection } from "./fetch-queue.ts";
import { FetchQueue } from "./fetch-queue.ts";
import { OpenRequests } from "./open-requests.ts";
import type { Reading } from "./reading.ts";
import { PAUSE } from "./reading.ts";
import type { SendFrame } from "./send-check.ts";
import { checkedSend } from "./send-check.ts";

export interface RequestingConnection extends FetchingConnection {
  readonly reading: Reading;
  close(code: "WRONG_CELL"): void;
}

/** Made at the first request, so that a device that only listens costs nothing for it. */
export class DeviceRequests {
  readonly #connection: RequestingConnection;
  readonly #context: ConnectionContext;
  #origin: SendOrigin | undefined;
  #fetches: FetchQueue | undefined;
  #questions: OpenRequests | undefined;
  #sendsInFlight = 0;
  #refusalsThrough = 0;
  #isRecordingRefusals = false;

  constructor(connection: RequestingConnection, context: ConnectionContext) {
    this.#connection = connection;
    this.#context = context;
  }

  /** Frames of unknown types are skipped. */
  take(frame: ClientFrame): void {
    if (frame.send) this.#send(frame.send);
    else if (frame.fetch) (this.#fetches ??= new FetchQueue(this.#connection, this.#context)).add(frame.fetch);
    else if (frame.cursors) this.#cursors(frame.cursors);
    else if (frame.typing) this.#context.typing.take(this.#connection, frame.typing.peer ?? "");
    else if (frame.ping) this.#pong(frame.ping.nonce ?? 0);
    else if (frame.request)
      void (this.#questions ??= new OpenRequests(this.#connection, this.#context)).take(frame.request);
  }

  #pong(nonce: number): void {
    const serverTimeMs = this.#context.clock.nowMs();
    this.#connection.write(encodeServerFrame({ pong: { nonce, serverTimeMs } }));
  }

  #send(send: SendFrame): void {
    const { clock, conversations, acceptor, limits } = this.#context;
    const submission = checkedSend(send, this.#connection, { nowMs: clock.nowMs(), conversations });
    if (typeof submission === "string") {
      this.#forgetStalled(send);
      this.#connection.writeError({ code: submission, messageId: send.messageId, conversation: send.conversation });
      return;
    }
    this.#sendsInFlight += 1;
    if (this.#sendsInFlight === limits.sendsInFlightMax) this.#connection.reading.pause(PAUSE.sends);
    const origin = (this.#origin ??= { stalled: new Map() });
    acceptor.submit({ submission, origin, reply: (answer) => this.#answer(submission, answer) });
  }

  #answer({ messageId, conversation }: Submission, answer: AcceptAnswer): void {
    this.#sendsInFlight -= 1;
    if (this.#sendsInFlight === this.#context.limits.sendsInFlightMax >> 1)
      this.#connection.reading.resume(PAUSE.sends);
    switch (answer.kind) {
      case "sequenced": {
        const { key, acceptedAtMs } = answer;
        return this.#connection.write(encodeServerFrame({ accepted: { messageId, conversation, key, acceptedAtMs } }));
      }
      case "accepted": {
        const { acceptedAtMs } = answer;
        return this.#connection.write(encodeServerFrame({ accepted: { messageId, conversation, acceptedAtMs } }));
      }
      case "refused": {
        const { code, revision } = answer;
        return this.#connection.write(encodeServerFrame({ refused: { messageId, conversation, code, revision } }));
      }
      case "conflict":
        return this.#connection.writeError({ code: "ID_CONFLICT", messageId, conversation });
      case "not-taken":
        return this.#connection.writeError({ code: answer.code, messageId, conversation });
      case "stale-devices":
        return this.#connection.writeError({
          code: "STALE_DEVICES",
          detail: answer.users.join(" "),
          messageId,
          conversation,
        });
      case "failed":
        return this.#connection.writeError({ code: "MALFORMED", messageId, conversation });
      case "retry":
        return this.#connection.writeError({
          code: "RETRY_AFTER",
          messageId,
          conversation,
          retryAfterMs: answer.afterMs,
        });
      case "not-home":
        // The user has moved. Unanswered messages stay with the device, which sends them at the new home.
        return this.#connection.close("WRONG_CELL");
    }
  }

  /** A message that is refused for good does not come again: those behind it must not wait for it. */
  #forgetStalled({ messageId, conversation }: SendFrame): void {
    const stalled = this.#origin?.stalled;
    if (!stalled || stalled.size === 0 || !messageId || !conversation) return;
    if (stalled.get(toHex(conversation))?.messageId === toHex(messageId)) stalled.delete(toHex(conversation));
  }

  #cursors({ cursors, received, refusalsThrough }: cellwire.v1.CursorUpdate.$Properties): void {
    if (received) this.#connection.outgoing.received(received);
    if (cursors && cursors.length > 0) {
      const { reports, refused } = checkedCursors(cursors, this.#connection);
      for (const conversation of refused) this.#refuseCursor({ conversation });
      if (reports.length > 0) this.#context.cursors.report(reports, (report) => this.#refuseCursor(report));
    }
    if (refusalsThrough && Number.isSafeInteger(refusalsThrough)) this.#recordRefusals(refusalsThrough);
  }

  #refuseCursor({ conversation }: Pick<CursorReport, "conversation">): void {
    this.#connection.writeError({ code: "CURSOR_INVALID", conversation });
  }

  #recordRefusals(through: number): void {
    if (through <= this.#refusalsThrough) return;
    this.#refusalsThrough = through;
    if (!this.#isRecordingRefusals) void this.#writeRefusals();
  }

  /** One write at a time, of the newest report. A lost one only means that refusals come again. Never rejects. */
  async #writeRefusals(): Promise<void> {
    this.#isRecordingRefusals = true;
    let written = 0;
    try {
      while (written < this.#refusalsThrough) {
        written = this.#refusalsThrough;
        await this.#context.catchUp.recordRefusalsThrough(this.#connection, written);
      }
    } catch (error) {
      this.#connection.onFault(error);
    }
    this.#isRecordingRefusals = false;
  }
}
