import { fastify } from "fastify";
import { expect, test } from "vitest";
import { submission, world } from "../../test/forward/world.ts";
import { outboxRoutes } from "./outbox-monitor.ts";

async function setup() {
  const { eu, number, follower } = await world();
  eu.inbox.owe(submission(number, follower));
  eu.inbox.outbox[0]!.parked = "MALFORMED";
  let wakes = 0;
  const app = fastify();
  outboxRoutes({ inbox: eu.inbox, wake: () => void (wakes += 1) })(app);
  const redrive = (payload?: object) =>
    app.inject({ method: "POST", url: "/v1/outbox/redrive", ...(payload && { payload }) });
  return { app, redrive, outbox: eu.inbox.outbox, wakes: () => wakes };
}

test("parked rows are seen, and driven again on demand", async () => {
  const { app, redrive, outbox, wakes } = await setup();
  const seen = await app.inject({ method: "GET", url: "/v1/outbox" });
  expect(seen.json()).toMatchObject({ destinations: [{ destination: "us", rows: 1, parked: 1 }] });
  expect((await redrive()).json()).toEqual({ redriven: 1 });
  expect([outbox[0]?.parked, wakes()]).toEqual([null, 1]);
});

test("only the rows of the named destination are driven, and a name that is none is told", async () => {
  const { redrive } = await setup();
  expect((await redrive({ destination: "asia" })).json()).toEqual({ redriven: 0 });
  expect((await redrive({ destination: "us" })).json()).toEqual({ redriven: 1 });
  expect((await redrive({ destination: "U S" })).statusCode).toBe(400);
  expect((await redrive({ destinatoin: "us" })).statusCode).toBe(400);
});
