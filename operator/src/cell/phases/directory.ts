/** Keeps the directory's record of the cell in step. The record's state and users are news that a poll brings. */

import { RESOURCES } from "../../kube/resources.ts";
import { gatewayUrl } from "../../resources/gateway-service.ts";
import { childNames } from "../../resources/names.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { isRecordOf, isRegistered, wantedRegistration } from "../registration.ts";
import { serves } from "../serves.ts";
import { cached, type Visit } from "../visit.ts";

const FIRST_WORD_RETRY_MS = 2_000;
const NAME_TAKEN_RETRY_MS = 60_000;

export async function directory(visit: Visit): Promise<Outcome> {
  const { cell, memory, world } = visit;
  const { name } = cell.metadata;
  const { publicKeys } = memory.secrets!;
  const url = gatewayUrl(cell, cached(visit, RESOURCES.Service, childNames(name).gateway));
  if (url === undefined) return waiting("WaitingForLoadBalancer", "the gateways' load balancer has no address yet");
  const heard = world.directory.lookup(name);
  if (!heard.known) {
    const message = `the directory at ${world.settings.directoryUrl} has not answered yet`;
    return waiting("DirectoryUnreachable", message, FIRST_WORD_RETRY_MS);
  }
  const { record } = heard;
  if (record !== undefined && record.state !== "RETIRED" && !isRecordOf(record, publicKeys)) {
    const remedy = "give this Cell another name, or, if that cell is gone for good, register it as RETIRED";
    return waiting("NameTaken", `another cell is registered as ${name}; ${remedy}`, NAME_TAKEN_RETRY_MS);
  }
  const wanted = wantedRegistration({ cell, gatewayUrl: url, publicKeys, serves: serves(visit), record });
  const registered = isRegistered(record, wanted) ? record! : await world.directory.register(name, wanted);
  if (registered.state === "ACTIVE") return DONE;
  const message = `registered as ${registered.state}; becomes ACTIVE when the cell serves`;
  return waiting("Registered", message);
}
