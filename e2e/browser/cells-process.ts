/**
 * A process with two real cells, and the part of an application's backend that hands out user tokens: the browser tests and their server
 * live outside it. Writes one line of JSON when it is ready, and ends when its input does.
 */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { startStage, type Stage } from "../scenarios/harness/stage.ts";

const stage = await startStage();
const backend = await startBackend(stage);
const { port } = backend.address() as AddressInfo;
process.stdout.write(
  `${JSON.stringify({ directoryUrl: stage.directoryUrl, tokenUrl: `http://127.0.0.1:${port}/` })}\n`,
);
process.stdin.resume();
process.stdin.once("end", () => {
  backend.close();
  backend.closeAllConnections();
  void stage.stop();
});

async function startBackend(cells: Stage): Promise<Server> {
  const server = createServer((request, response) => {
    const user = new URL(request.url ?? "/", "http://backend").searchParams.get("user") ?? "";
    response.setHeader("access-control-allow-origin", "*");
    cells.userToken(user).then(
      (token) => response.end(token),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  return server;
}
