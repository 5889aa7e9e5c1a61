/** A directory that grants generations of one cell, for tests of incarnations. */

import type { GenerationAuthority, GenerationGrant } from "../src/incarnation/incarnation.ts";
import type { Ask } from "../src/incarnation/standing.ts";

export class GrantingDirectory implements GenerationAuthority {
  granted = { generation: 1, op: "" };
  readonly asked: Ask[] = [];
  /** Runs when a request has arrived, before it is decided. */
  onAsk: (ask: Ask) => void = () => undefined;
  /** The answer of the next request is lost. */
  losesAnswer = false;

  async generation(): Promise<number> {
    return this.granted.generation;
  }

  async grantGeneration(ask: Ask): Promise<GenerationGrant> {
    this.asked.push(ask);
    this.onAsk(ask);
    const isRepeated = this.granted.op === ask.op && this.granted.generation === ask.expected + 1;
    if (!isRepeated && this.granted.generation !== ask.expected) return { kind: "conflict", reason: "another" };
    this.granted = { generation: ask.expected + 1, op: ask.op };
    if (!this.losesAnswer) return { kind: "granted", statement: `${ask.op} ${ask.expected + 1}` };
    this.losesAnswer = false;
    throw new Error("the answer is lost");
  }

  async grantedMs(statement: string, { op, expected }: Ask): Promise<number | undefined> {
    return statement === `${op} ${expected + 1}` ? 1_000 : undefined;
  }
}
