/** One device that sends to one user at even intervals, from this process. */

import { randomBytes } from "node:crypto";
import { SendTemplate } from "./load/frames.ts";
import type { LoadClient } from "./load/job.ts";
import { RawClient, conversationOf } from "./load/raw-client.ts";
import { CONTENT_BYTES } from "./traffic-run.ts";

export interface Live {
  readonly from: LoadClient;
  readonly to: string;
  readonly perSecond: number;
}

export class LiveSender implements Disposable {
  readonly #client: RawClient;
  readonly #template: SendTemplate;
  readonly #intervalMs: number;
  #timer: NodeJS.Timeout | undefined;
  sent = 0;
  #failure: Error | undefined;

  private constructor({ from, to, perSecond }: Live) {
    const conversation = conversationOf(from.user, to);
    this.#intervalMs = 1_000 / perSecond;
    this.#template = new SendTemplate({ conversation, peer: to, content: randomBytes(CONTENT_BYTES) });
    this.#client = new RawClient(
      from,
      { conversation, from: to, head: 0, hasOwn: false, isRead: false },
      {
        arrived: () => {},
        failed: (_, message) => (this.#failure ??= new Error(`${from.user}: ${message}`)),
      },
    );
  }

  static async connect(live: Live): Promise<LiveSender> {
    const sender = new LiveSender(live);
    await sender.#client.connect();
    return sender;
  }

  start(): void {
    const seed = randomBytes(2).readUInt16BE();
    this.#timer = setInterval(() => {
      this.#client.send(this.#template, [{ unixMs: Date.now(), seed, sequence: this.sent++ }]);
    }, this.#intervalMs);
  }

  /** @throws when the connection was lost or a message refused. */
  stop(): void {
    clearInterval(this.#timer);
    if (this.#failure) throw this.#failure;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#client.close();
  }
}
