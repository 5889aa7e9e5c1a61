/** Keeps the directory's record of the cell in step. The record's state and users are news that a poll brings. */

import type { CellRecord, CellRegistration } from "@cellwire/protocol";
import { RESOURCES } from "../../kube/resources.ts";
import { gatewayUrl } from "../../resources/gateway-service.ts";
import { childNames } from "../../resources/names.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { nameTaken } from "../name-taken.ts";
import { isRegistered, wantedRegistration } from "../registration.ts";
import { serves } from "../serves.ts";
import { cached, type Visit } from "../visit.ts";

const FIRST_WORD_RETRY_MS = 2_000;

export async function directory(visit: Visit): Promise<Outcome> {
  const { cell, world } = visit;
  const { name } = cell.metadata;
  const url = gatewayUrl(cell, cached(visit, RESOURCES.Service, childNames(name).gateway));
  if (url === undefined) return waiting("WaitingForLoadBalancer", "the gateways' load balancer has no address yet");
  const heard = world.directory.lookup(name);
  if (!heard.known) {
    const message = `the directory at ${world.settings.directoryUrl} has not answered yet`;
    return waiting("DirectoryUnreachable", message, FIRST_WORD_RETRY_MS);
  }
  let { record } = heard;
  // What was heard may be a minute old, and a write says all of the record: others' judgements too.
  if (!nameTaken(visit, record) && !isRegistered(record, wantedOf(visit, url, record)))
    record = await world.directory.fetch(name);
  const taken = nameTaken(visit, record);
  if (taken) return taken;
  const wanted = wantedOf(visit, url, record);
  const registered = isRegistered(record, wanted)
    ? record!
    : await world.directory.register({ cell: name, registration: wanted, after: record });
  if (registered.state === "ACTIVE") return DONE;
  const next =
    registered.state === "PROVISIONING" ? "becomes ACTIVE when the cell serves" : "who set that has to end it";
  return waiting("Registered", `registered as ${registered.state}; ${next}`);
}

function wantedOf(visit: Visit, gatewayUrl: string, record: CellRecord | undefined): CellRegistration {
  const { publicKeys } = visit.memory.secrets!;
  return wantedRegistration({ cell: visit.cell, gatewayUrl, publicKeys, serves: serves(visit), record });
}
