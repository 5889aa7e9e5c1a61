/** The devices of the user in a terminal chat. */

import type { Client, DeviceView } from "@cellwire/sdk";
import { printable } from "./chat-lines.ts";

export const DEVICE_HELP = [
  "  /devices   your devices; /name DEVICE NAME names one, /revoke DEVICE [even-last] locks one out for good",
  "  /link      shows a code of this device; /link CODE, on a device that is signed, approves that one",
].join("\n");

export class ChatDevices {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** What it says; undefined: the line is none of its commands. @throws {ClientError} as the SDK says. */
  async command(words: readonly string[]): Promise<string | undefined> {
    const [command, argument = "", ...rest] = words;
    if (command === "/devices") return (await this.#client.devices()).map(deviceLine).join("\n");
    if (command === "/link") return argument === "" ? this.#show() : this.#approve(argument);
    if (command === "/name") {
      await this.#client.nameDevice(argument, rest.join(" "));
      return "  named";
    }
    if (command === "/revoke") {
      await this.#client.revokeDevice(argument, { evenLast: rest[0] === "even-last" });
      return "  locked out for good";
    }
    return undefined;
  }

  async #show(): Promise<string> {
    const code = await this.#client.keys.linkingCode();
    return `  On another device of yours, within 10 minutes:\n/link ${code}`;
  }

  async #approve(code: string): Promise<string> {
    await this.#client.keys.linkDevice(code);
    return "  approved: it is in your signed list";
  }
}

function deviceLine({ device, name, own, signed, linkedAtMs, fingerprint }: DeviceView): string {
  const what = [own && "this one", signed ? "signed" : "not signed"].filter(Boolean).join(", ");
  const since = new Date(linkedAtMs).toISOString().slice(0, 10);
  return `  ${device}  ${printable(name) || "no name"}  ${what}  since ${since}  ${fingerprint ?? "no key"}`;
}
