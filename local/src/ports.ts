import { createServer } from "node:net";
import type { PortPlan } from "./cell-plan.ts";
import { LocalError } from "./errors.ts";

const HOST = "127.0.0.1";

/** @throws {LocalError} PORT_TAKEN naming the first port that something else listens on */
export async function refuseTakenPorts(ports: readonly PortPlan[]): Promise<void> {
  for (const { port, process } of ports) {
    if (await isFree(port)) continue;
    throw new LocalError("PORT_TAKEN", {
      message: `port ${port}, meant for ${process}, is taken`,
      remedy: "stop what listens there, or choose other ports with --port",
    });
  }
}

async function isFree(port: number): Promise<boolean> {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const server = createServer();
  server.once("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(false);
    else reject(error);
  });
  server.listen(port, HOST, () => server.close(() => resolve(true)));
  return promise;
}

/** One that was free a moment ago; good enough for a test run. */
export async function freePort(): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const server = createServer().once("error", reject);
  server.listen(0, HOST, () => {
    const address = server.address();
    server.close(() => (typeof address === "object" && address ? resolve(address.port) : reject(new Error("no port"))));
  });
  return promise;
}
