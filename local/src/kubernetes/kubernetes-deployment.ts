/** Cellwire on a Kubernetes cluster, as users of this machine reach it. */

import { z } from "zod";
import { LocalError } from "../errors.ts";
import { keySetOf } from "../keys.ts";
import type { Deployment } from "../deployment.ts";
import { kubectl, type Access } from "./kubectl.ts";
import { PortForwards } from "./port-forwards.ts";

const CELLS_TIMEOUT_MS = 10_000;
/** Of a Service, seen from inside the cluster. */
const SERVICE_HOST = /^(?<service>[a-z0-9-]+)\.(?<namespace>[a-z0-9-]+)\.svc$/;

const named = z.object({ metadata: z.object({ name: z.string(), namespace: z.string() }) });
const services = z.object({
  items: z.array(named.extend({ spec: z.object({ ports: z.array(z.object({ port: z.int() })).min(1) }) })),
});
const secrets = z.object({ items: z.array(named.extend({ data: z.record(z.string(), z.string()).default({}) })) });
const cells = z.object({ cells: z.array(z.object({ state: z.string(), gateways: z.array(z.string()) })) });

/** @throws {LocalError} NOT_RUNNING, PROCESS_FAILED */
export async function kubernetesDeployment(access: Access): Promise<Deployment> {
  const directory = await directoryService(access);
  const { namespace, name } = directory.metadata;
  const application = await applicationKeys(access, namespace);
  const forwards = new PortForwards(access);
  try {
    const port = await forwards.open({ namespace, service: name, port: directory.spec.ports[0]!.port });
    const directoryUrl = `http://127.0.0.1:${port}`;
    const ways = await waysToGateways(directoryUrl, forwards);
    const webSocket = (url: string, protocol: string) => new WebSocket(throughForward(url, ways), protocol);
    return { directoryUrl, application, webSocket, close: () => forwards.close() };
  } catch (error) {
    forwards.close();
    throw error;
  }
}

async function directoryService(access: Access) {
  const query = [
    "--all-namespaces",
    "--selector=app.kubernetes.io/name=cellwire,app.kubernetes.io/component=directory",
  ];
  const text = await kubectl(access, ["get", "services", ...query, "--output=json"]);
  const found = services.parse(JSON.parse(text)).items[0];
  if (found) return found;
  throw new LocalError("NOT_RUNNING", {
    message: "there is no Cellwire directory on the cluster",
    remedy: "install it with `helm install cellwire charts/cellwire`",
  });
}

async function applicationKeys(access: Access, namespace: string) {
  const text = await kubectl(access, ["--namespace", namespace, "get", "secrets", "--output=json"]);
  const secret = secrets.parse(JSON.parse(text)).items.find(({ metadata }) => APPLICATION_KEYS.test(metadata.name));
  const encoded = secret?.data["application.json"];
  if (encoded !== undefined) return keySetOf(Buffer.from(encoded, "base64").toString());
  throw new LocalError("NOT_RUNNING", {
    message: `the installation in namespace ${namespace} has users of its own application, and made no key to be one`,
    remedy: "name the application's keys with --directory and --application-keys",
  });
}

const APPLICATION_KEYS = /-application-keys$/;

/**
 * Origin of a gateway inside the cluster → origin here. Gateways that can be reached from outside need none; those of a
 * cell that does not serve get none, which only its own users notice.
 */
async function waysToGateways(directoryUrl: string, forwards: PortForwards): Promise<ReadonlyMap<string, string>> {
  const answer = await fetch(`${directoryUrl}/v1/cells`, { signal: AbortSignal.timeout(CELLS_TIMEOUT_MS) });
  const ways = new Map<string, string>();
  const records = cells.parse(await answer.json()).cells.filter(({ state }) => state !== "RETIRED");
  for (const url of records.flatMap(({ gateways }) => gateways)) {
    const { host, hostname, port } = new URL(url);
    const { service, namespace } = SERVICE_HOST.exec(hostname)?.groups ?? {};
    if (service === undefined || namespace === undefined || ways.has(host)) continue;
    const local = await forwards.open({ namespace, service, port: Number(port) || 80 }).catch(() => undefined);
    if (local !== undefined) ways.set(host, `127.0.0.1:${local}`);
  }
  return ways;
}

function throughForward(url: string, ways: ReadonlyMap<string, string>): string {
  const target = new URL(url);
  target.host = ways.get(target.host) ?? target.host;
  return target.href;
}
