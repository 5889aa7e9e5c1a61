/** A push service and a relay on this machine: real HTTP, and everything that was posted to it. */

import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface FakePushService extends AsyncDisposable {
  readonly url: string;
  readonly posted: Posted[];
  /** Status and headers of the next answers; 201 when there are none. */
  readonly answers: [number, Record<string, string>?][];
}

export async function fakePushService(): Promise<FakePushService> {
  const posted: Posted[] = [];
  const answers: FakePushService["answers"] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      posted.push({ path: request.url ?? "", headers: request.headers, body });
      const [status, headers] = answers.shift() ?? [201];
      response.writeHead(status, headers).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const dispose = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, posted, answers, [Symbol.asyncDispose]: dispose };
}
