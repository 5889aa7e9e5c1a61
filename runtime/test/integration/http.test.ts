import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { HttpClient, HttpTimeout, HttpUnreachable } from "../../src/http-client.ts";
import { HttpServer, leaveWhenClosed } from "../../src/http-server.ts";
import { silentLogger } from "../../src/log.ts";

async function setup(routes: (app: FastifyInstance) => void) {
  const bodyLimitBytes = 1_000;
  const server = new HttpServer({
    name: "http",
    host: "127.0.0.1",
    port: 0,
    log: silentLogger,
    bodyLimitBytes,
    routes,
  });
  await server.start();
  const client = clientOf(`http://127.0.0.1:${server.port}/base/`);
  onTestFinished(() => server.stop());
  return { server, client };
}

function clientOf(baseUrl: string): HttpClient {
  const client = new HttpClient({ baseUrl, connections: 1, timeoutMs: 2_000 });
  onTestFinished(() => client.close());
  return client;
}

/** A listener that answers nothing; `onConnection` may do something else to the socket. */
async function silentListener(onConnection: (socket: Socket) => void = () => undefined): Promise<string> {
  const sockets: Socket[] = [];
  const listener = createServer((socket) => {
    sockets.push(socket);
    onConnection(socket);
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    listener.close();
  });
  return `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

test("a request carries method, path under the base, headers and body, and brings status, headers and body back", async () => {
  const { client } = await setup((app) => {
    app.put("/base/things/:id", (request, reply) => {
      const { id } = request.params as { id: string };
      return reply.status(201).header("x-seen", request.headers["x-sent"]).send({ id, body: request.body });
    });
  });
  const answer = await client.request({
    method: "PUT",
    path: "/things/7?a=b",
    headers: { "content-type": "application/json", "x-sent": "yes" },
    body: `{"n":1}`,
  });
  expect(answer.status).toBe(201);
  expect(answer.headers["x-seen"]).toBe("yes");
  expect(JSON.parse(answer.body.toString())).toEqual({ id: "7", body: { n: 1 } });
});

test("an error status is an answer", async () => {
  const { client } = await setup(() => undefined);
  expect((await client.request({ method: "GET", path: "/none" })).status).toBe(404);
});

test("no answer in time is a retryable timeout", async () => {
  const client = clientOf(await silentListener());
  const outcome = client.request({ method: "GET", path: "/", timeoutMs: 30 });
  await expect(outcome).rejects.toBeInstanceOf(HttpTimeout);
  await expect(outcome).rejects.toMatchObject({ retryable: true, code: "HTTP_TIMEOUT" });
});

test("a refused and a broken connection are retryable unreachables", async () => {
  const { server } = await setup(() => undefined);
  const refused = `http://127.0.0.1:${server.port}`;
  await server.stop();
  const broken = await silentListener((socket) => socket.destroy());
  for (const url of [refused, broken]) {
    const outcome = clientOf(url).request({ method: "GET", path: "/" });
    await expect(outcome).rejects.toBeInstanceOf(HttpUnreachable);
    await expect(outcome).rejects.toMatchObject({ retryable: true, code: "HTTP_UNREACHABLE" });
  }
});

test("aborting a request rejects with the caller's reason", async () => {
  const client = clientOf(await silentListener());
  const abort = new AbortController();
  const outcome = client.request({ method: "GET", path: "/", signal: abort.signal });
  const reason = new Error("not needed any more");
  abort.abort(reason);
  await expect(outcome).rejects.toBe(reason);
});

test("a stopping server finishes the request that is running and takes no new connection", async () => {
  const [arrived, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()];
  const { server, client } = await setup((app) => {
    app.get("/base/slow", () => {
      arrived.resolve();
      return finish.promise;
    });
  });
  const slow = client.request({ method: "GET", path: "/slow" });
  await arrived.promise;
  const stopped = server.stop();
  const late = clientOf(`http://127.0.0.1:${server.port}`);
  await expect(late.request({ method: "GET", path: "/" })).rejects.toBeInstanceOf(HttpUnreachable);
  finish.resolve("done");
  const answer = await slow;
  expect(answer.body.toString()).toBe("done");
  expect(answer.headers["connection"]).toBe("close");
  await stopped;
});

test("whoever entered leaves once: when the answer was sent, and at once when the caller had hung up before", async () => {
  const entered: boolean[] = [];
  let left = 0;
  const { promise: hungUp, resolve: callerHungUp } = Promise.withResolvers<void>();
  const { promise: done, resolve: isDone } = Promise.withResolvers<void>();
  const { client, server } = await setup((app) => {
    app.get("/base/:how", {
      onRequest: async (request, reply) => {
        if ((request.params as { how: string }).how === "gone") {
          request.raw.socket.once("close", callerHungUp);
          await hungUp;
        }
        entered.push(leaveWhenClosed(reply, () => void (left += 1)));
        if (entered.length === 2) isDone();
      },
      handler: async () => ({}),
    });
  });
  expect((await client.request({ method: "GET", path: "/there" })).status).toBe(200);
  expect([entered, left]).toEqual([[true], 1]);
  const socket = connect(server.port, "127.0.0.1");
  socket.write("GET /base/gone HTTP/1.1\r\nhost: x\r\n\r\n", () => socket.destroy());
  await done;
  expect([entered, left]).toEqual([[true, false], 2]);
});
