/** The API server as a manifest's author meets it through kubectl: unknown fields are refused, answers come as they are. */

import type { KubeConfig } from "@kubernetes/client-node";
import { Agent, request } from "undici";

const TIMEOUT_MS = 15_000;
const STRICT = "fieldValidation=Strict";
const APPLY = `${STRICT}&fieldManager=test&force=true`;

export interface Answer {
  readonly status: number;
  readonly body: {
    readonly message?: string;
    readonly metadata: { readonly resourceVersion: string };
    readonly [field: string]: unknown;
  };
}

interface Call {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly query?: string;
  readonly object?: object;
  readonly type?: string;
  readonly accept?: string;
}

export interface Right {
  readonly user: string;
  readonly verb: string;
  readonly group?: string;
  /** `secrets`, or `cells/status` */
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
}

export class PlainApi implements AsyncDisposable {
  readonly #origin: string;
  readonly #token: string;
  readonly #agent: Agent;

  constructor(config: KubeConfig) {
    const cluster = config.getCurrentCluster()!;
    this.#origin = cluster.server;
    this.#token = config.getCurrentUser()!.token!;
    this.#agent = new Agent({ connect: { ca: Buffer.from(cluster.caData!, "base64").toString() } });
  }

  async create(path: string, object: object): Promise<Answer> {
    return await this.#send(path, { method: "POST", query: STRICT, object });
  }

  /** Stores nothing. */
  async tryCreate(path: string, object: object): Promise<Answer> {
    return await this.#send(path, { method: "POST", query: `${STRICT}&dryRun=All`, object });
  }

  /** Server-side apply: creates or changes. */
  async apply(path: string, object: object): Promise<Answer> {
    return await this.#send(path, { method: "PATCH", query: APPLY, object, type: "application/apply-patch+yaml" });
  }

  /** Stores nothing. */
  async tryApply(path: string, object: object): Promise<Answer> {
    const query = `${APPLY}&dryRun=All`;
    return await this.#send(path, { method: "PATCH", query, object, type: "application/apply-patch+yaml" });
  }

  async merge(path: string, patch: object): Promise<Answer> {
    return await this.#send(path, {
      method: "PATCH",
      query: STRICT,
      object: patch,
      type: "application/merge-patch+json",
    });
  }

  async get(path: string): Promise<Answer> {
    return await this.#send(path, { method: "GET" });
  }

  async delete(path: string): Promise<Answer> {
    return await this.#send(path, { method: "DELETE" });
  }

  /** Deletes nothing, but asks the policies. */
  async tryDelete(path: string): Promise<Answer> {
    return await this.#send(path, { method: "DELETE", query: "dryRun=All" });
  }

  /** Whether a user has a right. */
  async mayDo({ user, ...resourceAttributes }: Right): Promise<boolean> {
    const { body } = await this.#send("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
      method: "POST",
      object: {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SubjectAccessReview",
        spec: { user, resourceAttributes: reviewed(resourceAttributes) },
      },
    });
    return (body["status"] as { allowed: boolean }).allowed;
  }

  /** Names of the columns that kubectl shows. */
  async columns(path: string): Promise<readonly string[]> {
    const { body } = await this.#send(path, { method: "GET", accept: "application/json;as=Table;v=v1;g=meta.k8s.io" });
    return (body["columnDefinitions"] as { name: string }[]).map(({ name }) => name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #send(path: string, call: Call): Promise<Answer> {
    const { method, query = "", object, type = "application/json", accept = "application/json" } = call;
    const response = await request(`${this.#origin}${path}?${query}`, {
      method,
      dispatcher: this.#agent,
      headers: { authorization: `Bearer ${this.#token}`, "content-type": type, accept },
      body: object === undefined ? null : JSON.stringify(object),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.statusCode, body: (await response.body.json()) as Answer["body"] };
  }
}

function reviewed({ resource, ...rest }: Omit<Right, "user">): object {
  const [name, subresource] = resource.split("/");
  return { ...rest, resource: name, subresource };
}
