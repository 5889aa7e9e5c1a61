/** Ways from this machine to Services of a cluster, by `kubectl port-forward`; they end with `close`. */

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { fullEnvironment } from "../config.ts";
import { LocalError } from "../errors.ts";
import type { Access } from "./kubectl.ts";

export interface ServicePort {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

const READY_MS = 20_000;
const FORWARDING = /^Forwarding from 127\.0\.0\.1:(\d+) /;

export class PortForwards {
  readonly #access: Access;
  readonly #children: ChildProcess[] = [];

  constructor(access: Access) {
    this.#access = access;
  }

  /** @returns the port on 127.0.0.1 @throws {LocalError} PROCESS_FAILED */
  async open({ namespace, service, port }: ServicePort): Promise<number> {
    const { kubectl, kubeconfig } = this.#access;
    const where = ["--kubeconfig", kubeconfig, "--namespace", namespace];
    const child = spawn(kubectl, [...where, "port-forward", `service/${service}`, `:${port}`], {
      env: fullEnvironment(),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.push(child);
    const said: string[] = [];
    child.stderr.on("data", (chunk: Buffer) => void said.push(chunk.toString()));
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const fail = () => reject(failed(`${namespace}/${service}`, said.join("").trim()));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const local = FORWARDING.exec(line)?.[1];
      if (local !== undefined) resolve(Number(local));
    });
    child.once("exit", fail).once("error", fail);
    const timer = setTimeout(fail, READY_MS);
    return await promise.finally(() => clearTimeout(timer));
  }

  close(): void {
    for (const child of this.#children) child.kill();
  }
}

function failed(what: string, said: string): LocalError {
  return new LocalError("PROCESS_FAILED", {
    message: `the Service ${what} can't be reached (${said || "kubectl port-forward says nothing"})`,
    remedy: "see whether its pods are ready with kubectl get pods",
  });
}
