import { describe, expect, test } from "vitest";
import { createMemoryStore } from "../store/memory.ts";
import { setupScripted, userToken } from "../../test/scripted-client.ts";

describe("getting in", () => {
  test("asks the directory with the user token, and says hello with its ticket", async () => {
    const { client, gateway, online } = setupScripted({ region: "eu-west" });
    const socket = await online();
    expect(gateway.tickets).toMatchObject([
      { authorization: `Bearer ${userToken("alice")}`, body: { device: client.device, region: "eu-west" } },
    ]);
    expect(socket.url).toMatch(/^ws:\/\/gateway-\d\.test\/v1\/connect$/);
    expect(socket.protocol).toBe("cellwire.v1");
    expect(socket.binaryType).toBe("arraybuffer");
    expect(socket.take("hello")).toMatchObject([{ ticket: "ticket-1", versionMin: 1, versionMax: 1 }]);
  });

  test("goes through offline, connecting, connected, caught-up", async () => {
    const { client, events, online } = setupScripted();
    await online();
    expect(events.connection.map(({ state }) => state)).toEqual(["connecting", "connected", "caught-up"]);
    expect(events.connection.at(-1)).toMatchObject({ cell: "eu" });
    expect(client.connection).toBe("caught-up");
  });

  test("needs no directory to come back: it uses the resume ticket, also in the next run", async () => {
    const store = createMemoryStore();
    const first = setupScripted({ store });
    (await first.online()).drop(1006);
    await first.clock.advance(1_000);
    expect((await first.gateway.online()).take("hello")).toMatchObject([{ ticket: "resume-1" }]);
    const closing = first.client.close();
    await first.clock.settle();
    await closing;
    const second = setupScripted({ store, clock: first.clock });
    second.gateway.answer = 503;
    expect((await second.online()).take("hello")).toMatchObject([{ ticket: "resume-2" }]);
    expect(second.gateway.tickets).toEqual([]);
  });

  test("asks for heads of what changed since the last connection that caught up, of everything at first", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    const firstWelcomeMs = clock.trueMs();
    expect(socket.take("hello")[0]!.headsSinceMs).toBe(0);
    await clock.advance(60_000);
    gateway.socket.drop(1006);
    await clock.advance(1_000);
    const notCaughtUp = await gateway.welcome();
    expect(notCaughtUp.take("hello")[0]!.headsSinceMs).toBe(firstWelcomeMs - 60_000);
    notCaughtUp.drop(1006);
    await clock.advance(1_000);
    expect((await gateway.online()).take("hello")[0]!.headsSinceMs).toBe(firstWelcomeMs - 60_000);
  });

  test("uses a gateway override as it is", async () => {
    const { online } = setupScripted({ gatewayOverride: "ws://127.0.0.1:9" });
    expect((await online()).url).toBe("ws://127.0.0.1:9/v1/connect");
  });

  test("keeps trying while the directory is down, and reports it", async () => {
    const { client, clock, events, gateway } = setupScripted();
    gateway.answer = 503;
    const connecting = client.connect();
    await clock.advance(5_000);
    expect(events.error.length).toBeGreaterThan(2);
    expect(events.error[0]).toMatchObject({ code: "DIRECTORY_FAILED", reason: "DIRECTORY_DOWN" });
    gateway.answer = {};
    for (let step = 0; gateway.sockets.length === 0 && step < 1_000; step++) await clock.advance(100);
    await gateway.online();
    await connecting;
    expect(client.connection).toBe("caught-up");
  });

  test("refuses to use the store of one user for another", async () => {
    const { client, clock, gateway } = setupScripted();
    gateway.answer = { user: "mallory" };
    const connecting = expect(client.connect()).rejects.toMatchObject({ code: "USER_CHANGED" });
    await clock.settle();
    await connecting;
    expect(client.connection).toBe("stopped");
  });
});

describe("after a close", () => {
  test.each(["TICKET_INVALID", "TICKET_EXPIRED", "WRONG_CELL", "MOVED"] as const)(
    "with %s it gets a new ticket first",
    async (code) => {
      const { clock, gateway, online } = setupScripted();
      const socket = await online();
      gateway.answer = { cell: "us", epoch: 2 };
      socket.drop(code);
      await clock.advance(1_000);
      expect((await gateway.online()).take("hello")).toMatchObject([{ ticket: "ticket-2" }]);
    },
  );

  test.each(["REPLACED", "REVOKED", "SUSPENDED", "DEVICE_LIMIT", "VERSION_UNSUPPORTED"] as const)(
    "with %s it does not come back",
    async (code) => {
      const { client, clock, events, gateway, online } = setupScripted();
      (await online()).drop(code);
      await clock.advance(120_000);
      expect(gateway.sockets).toHaveLength(1);
      expect(events.connection.at(-1)).toMatchObject({ state: "stopped", reason: code });
      expect(client.connection).toBe("stopped");
      expect(clock.pendingTimers).toBe(0);
      const { remedy } = events.error.at(-1)!;
      expect(events.error).toMatchObject([
        { code: "STOPPED", reason: code, message: expect.stringContaining(remedy!) },
      ]);
    },
  );

  test("with DRAINING, after a stable time, it comes back within 100 ms", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    await clock.advance(10_000);
    socket.drop("DRAINING");
    await clock.advance(100);
    expect(gateway.sockets).toHaveLength(2);
  });

  test("with codes that say back-off it waits longer each time, and tries another gateway", async () => {
    const { client, clock, gateway } = setupScripted();
    client.connect().catch(() => undefined);
    await clock.settle();
    const times: number[] = [];
    for (let i = 0; i < 8; i++) {
      const count = gateway.sockets.length;
      gateway.socket.drop("OVERLOADED");
      const from = clock.monotonicMs();
      for (let step = 0; gateway.sockets.length === count && step < 4_000; step++) await clock.advance(10);
      times.push(clock.monotonicMs() - from);
    }
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times.at(-1)).toBeGreaterThan(5_000);
    const urls = gateway.sockets.map(({ url }) => url);
    for (let i = 1; i < urls.length; i++) expect(urls[i]).not.toBe(urls[i - 1]);
  });

  test("asks the directory for other gateways when several failed in a row", async () => {
    const { clock, gateway, online } = setupScripted();
    (await online()).drop(1006);
    gateway.gateways = ["ws://new-gateway.test"];
    for (let i = 0; i < 4; i++) {
      await clock.advance(2_000);
      gateway.socket.drop(1006);
    }
    await clock.advance(5_000);
    expect(gateway.socket.url).toContain("new-gateway.test");
  });
});

describe("a connection", () => {
  test("that is not welcomed within 10 s is given up", async () => {
    const { client, clock, gateway } = setupScripted();
    client.connect().catch(() => undefined);
    await clock.settle();
    gateway.socket.accept();
    await clock.advance(10_000);
    expect(gateway.sockets[0]!.closedByClient).toBe(true);
    await clock.advance(200);
    expect(gateway.sockets).toHaveLength(2);
  });

  test("that is idle is pinged, and given up when nothing comes for 2.5 intervals", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    await clock.advance(30_000);
    const [ping] = socket.take("ping");
    socket.say({ pong: { nonce: ping!.nonce!, serverTimeMs: clock.trueMs() } });
    await clock.advance(74_000);
    expect(socket.closedByClient).toBe(false);
    expect(socket.take("ping").length).toBeGreaterThan(0);
    await clock.advance(2_000);
    expect(socket.closedByClient).toBe(true);
    await clock.advance(1_000);
    expect(gateway.sockets).toHaveLength(2);
  });

  test("that says something which does not parse is ended and reported", async () => {
    const { events, online } = setupScripted();
    const socket = await online();
    socket.sayBytes(Uint8Array.of(0x0a, 0xff));
    expect(socket.closedByClient).toBe(true);
    expect(events.error).toMatchObject([{ code: "BAD_SERVER_FRAME" }]);
  });

  test("survives a frame with ids that are none, and reports it", async () => {
    const { events, online } = setupScripted();
    const socket = await online();
    socket.say({ deliver: { sender: "not a user" } });
    expect(socket.closedByClient).toBe(false);
    expect(events.error).toMatchObject([{ code: "BAD_SERVER_FRAME" }]);
  });

  test("that got a reconnect hint moves to another gateway within the time", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    await clock.advance(10_000);
    socket.say({ reconnectHint: { afterMs: 4_000 } });
    await clock.advance(4_100);
    expect(socket.closedByClient).toBe(true);
    expect(gateway.sockets).toHaveLength(2);
    expect(gateway.socket.url).not.toBe(socket.url);
  });

  test("of a user who moved leads to the new home", async () => {
    const { clock, gateway, online } = setupScripted();
    const socket = await online();
    gateway.answer = { cell: "us", epoch: 2, gateways: ["ws://us.test"] };
    socket.say({ moved: { cell: "us", epoch: 2, statement: "signed" } });
    await clock.advance(1_000);
    expect(socket.closedByClient).toBe(true);
    const next = await gateway.online();
    expect(next.url).toContain("us.test");
    expect(next.take("hello")).toMatchObject([{ ticket: "ticket-2" }]);
  });

  test("is the only thing with a timer when nothing happens", async () => {
    const { clock, online } = setupScripted();
    await online();
    await clock.advance(5_000);
    expect(clock.pendingTimers).toBe(1);
  });
});
