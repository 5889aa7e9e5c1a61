/** One real API server for all tests of a `describe`, and in it a namespace of its own for each of them. */

import { afterAll, beforeAll } from "vitest";
import { KubeClient } from "../src/kube/client.ts";
import { RESOURCES } from "../src/kube/resources.ts";
import { startApiServer, type ApiServer } from "./api-server.ts";

export interface UsedApiServer {
  readonly server: ApiServer;
  /** Of an administrator. */
  readonly client: KubeClient;
  /** @returns its name */
  freshNamespace(): Promise<string>;
}

/** Call it in the `describe`; what it returns is there in its tests and hooks. */
export function useApiServer(): UsedApiServer {
  let running: { readonly server: ApiServer; readonly client: KubeClient } | undefined;
  let namespaces = 0;
  const known = () => {
    if (running === undefined) throw new Error("the API server was not started yet");
    return running;
  };
  beforeAll(async () => {
    const server = await startApiServer();
    running = { server, client: new KubeClient({ config: server.config() }) };
  });
  afterAll(async () => {
    await running?.client.close();
    await running?.server.stop();
  });
  return {
    get server() {
      return known().server;
    },
    get client() {
      return known().client;
    },
    freshNamespace: async () => {
      const name = `test-${++namespaces}`;
      await known().client.create(RESOURCES.Namespace, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      return name;
    },
  };
}
