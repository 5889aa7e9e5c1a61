/** Nothing gets into or out of a cell's pods but what stands here. */

import type { KubeObject } from "../kube/contract.ts";
import type { CellInput, Component } from "./cell-object.ts";
import { childNames } from "./names.ts";
import { DNS, NAMESPACE_NAME_LABEL, networkPolicy, ofCell, podsIn, tcp, type PolicyRule } from "./network-policy.ts";
import { PORTS } from "./ports.ts";

export interface NetworkInput extends CellInput {
  readonly directoryUrl: string;
  readonly operatorNamespace: string;
  /** TCP ports of stores that the operator does not run, as their URLs have them. */
  readonly storePorts: { readonly postgres: number; readonly redis: number };
}

const HTTPS_PORT = 443;
const DIRECTORY_PORT = 8_080;
const FORWARDERS = { "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/component": "forwarder" };
const GATEWAYS = { "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/component": "gateway" };
const OPERATORS = { "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/component": "operator" };
const DIRECTORIES = { "app.kubernetes.io/name": "cellwire", "app.kubernetes.io/component": "directory" };
const MEMBERS: readonly Component[] = ["gateway", "forwarder"];

export function networkPolicies(input: NetworkInput): KubeObject[] {
  const names = childNames(input.cell.metadata.name);
  const policies = [
    networkPolicy(input, { name: names.defaultDeny, ingress: [], egress: [] }),
    networkPolicy(input, {
      name: names.gateway,
      component: "gateway",
      ingress: [{ ports: tcp(PORTS.clients), ...clients(input) }, ...internalIngress(input)],
      egress: [...memberEgress(input), ...peersOfMedia(input)],
    }),
    networkPolicy(input, {
      name: names.forwarder,
      component: "forwarder",
      // Any cell of this cluster, and the directory for the application's backend; each call carries a token.
      ingress: [{ ports: tcp(PORTS.ingest), from: ingestCallers(input) }, ...internalIngress(input)],
      egress: [
        ...memberEgress(input),
        { ports: tcp(PORTS.ingest), to: [podsIn({}, FORWARDERS)] },
        ...pushEgress(input),
        ...webhookEgress(input),
      ],
    }),
    networkPolicy(input, {
      name: names.migrate,
      component: "migrate",
      ingress: [],
      egress: [DNS, storeEgress(input, "postgres")],
    }),
  ];
  if (input.cell.spec.postgres.mode === "Managed")
    policies.push(storePolicy(input, "postgres", [...MEMBERS, "migrate"]));
  if (input.cell.spec.redis.mode === "Managed") policies.push(storePolicy(input, "redis", MEMBERS));
  return policies;
}

/** Gateways ask other cells for URLs of media, and theirs ask this one. */
function ingestCallers({ cell }: NetworkInput) {
  return [podsIn({}, FORWARDERS), podsIn({}, DIRECTORIES), ...(cell.spec.media ? [podsIn({}, GATEWAYS)] : [])];
}

function peersOfMedia({ cell }: NetworkInput): PolicyRule[] {
  return cell.spec.media ? [{ ports: tcp(PORTS.ingest), to: [podsIn({}, FORWARDERS)] }] : [];
}

function clients({ cell }: NetworkInput): PolicyRule {
  const { ingressFrom } = cell.spec.network;
  if (ingressFrom.length === 0) return {};
  return { from: ingressFrom.map(({ namespaceLabels }) => podsIn(namespaceLabels)) };
}

/** The mesh within the cell; the operator and Prometheus, who read metrics. */
function internalIngress(input: NetworkInput): PolicyRule[] {
  return [{ ports: tcp(PORTS.internal), from: [...ofCell(input, ...MEMBERS), ...readers(input)] }];
}

function readers({ operatorNamespace }: NetworkInput): object[] {
  return [
    podsIn({ [NAMESPACE_NAME_LABEL]: operatorNamespace }, OPERATORS),
    podsIn({}, { "app.kubernetes.io/name": "prometheus" }),
  ];
}

function memberEgress(input: NetworkInput): PolicyRule[] {
  return [
    DNS,
    storeEgress(input, "postgres"),
    storeEgress(input, "redis"),
    { ports: tcp(PORTS.internal), to: ofCell(input, ...MEMBERS) },
    directoryEgress(input.directoryUrl),
    ...mediaEgress(input),
  ];
}

function storeEgress(input: NetworkInput, store: "postgres" | "redis"): PolicyRule {
  const { metadata, spec } = input.cell;
  const { mode } = spec[store];
  if (mode === "External") return { ports: tcp(input.storePorts[store]) };
  if (mode === "Managed") return { ports: tcp(PORTS[store]), to: ofCell(input, store) };
  const matchLabels = { "cnpg.io/cluster": childNames(metadata.name).postgres };
  return { ports: tcp(PORTS.postgres), to: [{ podSelector: { matchLabels } }] };
}

/** Push services are anywhere in the internet, by https. */
function pushEgress({ cell }: NetworkInput): PolicyRule[] {
  const { subject, relayUrl } = cell.spec.push ?? {};
  const ports = [...(subject === undefined ? [] : [HTTPS_PORT]), ...(relayUrl === undefined ? [] : [portOf(relayUrl)])];
  return [...new Set(ports)].map((port) => ({ ports: tcp(port) }));
}

function webhookEgress({ cell }: NetworkInput): PolicyRule[] {
  return cell.spec.webhook ? [{ ports: tcp(portOf(cell.spec.webhook.url)) }] : [];
}

/** An object store is outside, as far as anybody can tell. */
function mediaEgress({ cell }: NetworkInput): PolicyRule[] {
  return cell.spec.media ? [{ ports: tcp(portOf(cell.spec.media.endpoint)) }] : [];
}

/** A Service's name says in which namespace a chart's directory is; anything else is outside. */
function directoryEgress(directoryUrl: string): PolicyRule {
  const { hostname } = new URL(directoryUrl);
  const namespace = /^[^.]+\.([^.]+)\.svc(\.|$)/.exec(hostname)?.[1];
  if (namespace === undefined) return { ports: tcp(portOf(directoryUrl)) };
  return { ports: tcp(DIRECTORY_PORT), to: [podsIn({ [NAMESPACE_NAME_LABEL]: namespace }, DIRECTORIES)] };
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return Number(port) || (protocol === "https:" ? HTTPS_PORT : 80);
}

function storePolicy(input: NetworkInput, store: "postgres" | "redis", from: readonly Component[]): KubeObject {
  const backup = store === "postgres" ? input.cell.spec.postgres.backup : undefined;
  const ingress = [{ ports: tcp(PORTS[store]), from: ofCell(input, ...from) }];
  return networkPolicy(input, {
    name: childNames(input.cell.metadata.name)[store],
    component: store,
    ingress: backup === undefined ? ingress : [...ingress, { ports: tcp(PORTS.internal), from: readers(input) }],
    egress: backup === undefined ? [] : [DNS, { ports: tcp(portOf(backup.endpoint)) }],
  });
}
