/** An endpoint of the application's backend: keeps the webhooks whose signature holds, and counts those whose does not. */

import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { isSigned } from "@cellwire/server-api/webhooks/signature.ts";

const KEPT_MAX = 100_000;

export interface ReceivedWebhook {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export class WebhookReceiver {
  readonly received: ReceivedWebhook[] = [];
  forged = 0;
  readonly #server: Server;
  #secret: Buffer | undefined;

  private constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks).toString();
        // Not taken before it can be verified: it comes again.
        response.writeHead(this.#secret ? 204 : 503).end();
        if (this.#secret) this.#take(this.#secret, { headers: request.headers, body, nowS: Date.now() / 1000 });
      });
    });
  }

  static async start(): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver();
    receiver.#server.listen(0, "127.0.0.1");
    await once(receiver.#server, "listening");
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/webhooks`;
  }

  /** What the cells sign with, known once they are up. */
  trust(secret: Buffer): void {
    this.#secret = secret;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #take(secret: Buffer, webhook: Parameters<typeof isSigned>[1]): void {
    if (!isSigned(secret, webhook)) {
      this.forged += 1;
      return;
    }
    if (this.received.length === KEPT_MAX) this.received.shift();
    const { type, data } = JSON.parse(webhook.body) as Omit<ReceivedWebhook, "id">;
    this.received.push({ id: String(webhook.headers["webhook-id"]), type, data });
  }
}
