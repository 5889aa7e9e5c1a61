import { expect, test } from "vitest";
import { settled } from "../../test/gateway-fixture.ts";
import type { Prepared } from "../conversation/group-changes.ts";
import type { Submission } from "../inbox/contract.ts";
import type { AcceptAnswer } from "./accept.ts";
import { PreparedSends } from "./prepared-sends.ts";

function setup() {
  const log: string[] = [];
  const preparations: ((prepared: Prepared) => void)[] = [];
  const name = (submission: Submission) => Buffer.from(submission.content).toString();
  const sends = new PreparedSends({
    acceptor: {
      submit: ({ submission }) => void log.push(name(submission)),
      postpone: ({ submission }, afterMs) => void log.push(`${name(submission)} in ${afterMs}`),
    },
    concerns: (submission) => name(submission).startsWith("create"),
    prepare: () => new Promise((resolve) => preparations.push(resolve)),
  });
  const send = (text: string, conversation = 1): void => {
    const submission = { content: Buffer.from(text), conversation: new Uint8Array([conversation]), isChange: true };
    const reply = (answer: AcceptAnswer) => void log.push(`${text}: ${"code" in answer ? answer.code : answer.kind}`);
    sends.submit({
      submission: submission as unknown as Submission,
      origin: { stalled: new Map() },
      reply,
    });
  };
  const prepared = async (outcome: Prepared) => {
    preparations.shift()!(outcome);
    await settled();
  };
  return { log, send, prepared };
}

test("what comes behind a preparation in its conversation waits for it, in order; other conversations pass", async () => {
  const { log, send, prepared } = setup();
  send("create");
  send("a");
  send("b");
  send("elsewhere", 2);
  expect(log).toEqual(["elsewhere"]);
  await prepared({ kind: "ready" });
  expect(log).toEqual(["elsewhere", "create", "a", "b"]);
  send("c");
  expect(log.at(-1)).toBe("c");
});

test("a second preparation waits for the first, and what is behind it for both", async () => {
  const { log, send, prepared } = setup();
  for (const text of ["create", "a", "create again", "b"]) send(text);
  await prepared({ kind: "ready" });
  expect(log).toEqual(["create", "a"]);
  await prepared({ kind: "ready" });
  expect(log).toEqual(["create", "a", "create again", "b"]);
});

test("what cannot be prepared now is postponed, what never can is refused, and the rest goes on", async () => {
  const { log, send, prepared } = setup();
  send("create");
  send("a");
  await prepared({ kind: "later" });
  expect(log).toEqual(["create in 1000", "a"]);
  send("create");
  await prepared({ kind: "refused", code: "GROUP_EXISTS" });
  expect(log.slice(2)).toEqual(["create: GROUP_EXISTS"]);
});

test("no more than a bounded number waits", async () => {
  const { log, send } = setup();
  send("create");
  for (let n = 1; n < 1_024; n++) send("x");
  expect(log).toEqual([]);
  send("one too many");
  expect(log).toEqual(["one too many in 1000"]);
});
