/** What a destination's answers mean for the outbox rows. Pure. */

import type { OrderKey, cellwire } from "@cellwire/protocol";
import { wire } from "@cellwire/protocol";
import type { OutboxRow, Settlement } from "../inbox/contract.ts";
import { parseKey } from "./envelope.ts";

type Answer = cellwire.v1.IngestAnswer.$Properties;

const RETRY_DEFAULT_MS = 1_000;
const RETRY_MAX_MS = 60_000;
/** An answer that makes no sense: it will not soon make more. */
const SENSELESS_RETRY_MS = 5_000;
const CODE_LENGTH_MAX = 64;

/** A row whose destination says, with proof to be verified, that the placement changed. */
export interface MovedRow {
  readonly row: OutboxRow;
  readonly statement: string;
}

export interface Mapped {
  readonly settlements: readonly Settlement[];
  readonly moved: readonly MovedRow[];
}

/** `answers` are for `rows`, one each, in order. */
export function mapAnswers(rows: readonly OutboxRow[], answers: readonly Answer[]): Mapped {
  const settlements: Settlement[] = [];
  const moved: MovedRow[] = [];
  rows.forEach((row, index) => {
    const answer = answers[index]!;
    if (answer.outcome === wire.IngestAnswer.Outcome.MOVED) moved.push({ row, statement: answer.statement ?? "" });
    else settlements.push(settlementOf(row, answer));
  });
  return { settlements, moved };
}

/** The row stays and is sent again. */
export function retry({ seq }: Pick<OutboxRow, "seq">, afterMs: number): Settlement {
  return { seq, kind: "retry", afterMs };
}

function settlementOf(row: OutboxRow, answer: Answer): Settlement {
  const { Outcome } = wire.IngestAnswer;
  const code = (answer.code ?? "").slice(0, CODE_LENGTH_MAX);
  switch (answer.outcome) {
    case Outcome.ACK:
    case Outcome.DUPLICATE: {
      const key = row.key ?? answeredKey(answer);
      return key ? { seq: row.seq, kind: "done", key } : retry(row, SENSELESS_RETRY_MS);
    }
    case Outcome.RETRY_AFTER:
      return retry(row, Math.min(answer.retryAfterMs || RETRY_DEFAULT_MS, RETRY_MAX_MS));
    case Outcome.REFUSED:
      return { seq: row.seq, kind: "refused", code };
    case Outcome.REJECT:
      return { seq: row.seq, kind: "parked", code };
    default:
      // An outcome of a later version: this one cannot know whether it is final.
      return retry(row, SENSELESS_RETRY_MS);
  }
}

function answeredKey(answer: Answer): OrderKey | undefined {
  return answer.key ? parseKey(answer.key) : undefined;
}
