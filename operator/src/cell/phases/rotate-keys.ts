/** Takes the next step of a rotation of the cell's keys, if one is due. */

import { RESOURCES } from "../../kube/resources.ts";
import { CELL_KEYS_FILE } from "../../resources/cell-keys-secret.ts";
import { SECRETS_HASH } from "../../resources/cell-pod.ts";
import { newPrivateKey } from "../../resources/key-set.ts";
import { childNames } from "../../resources/names.ts";
import { nextRotationStep } from "../key-rotation.ts";
import { DONE, waiting, type Outcome } from "../outcome.ts";
import { parsedKeys, type SecretData } from "../secret-data.ts";
import { cached, objectKey, type SecretFacts, type Visit } from "../visit.ts";
import { workloadState } from "../workload-state.ts";

/** On a Cell, asks for new signing keys: any word that it did not have before. */
export const ROTATE_ANNOTATION = "cellwire.dev/rotate-keys";

/** On the Secret: the word that was last heeded, and when the newest key began to sign. */
const BEGUN_ANNOTATION = "cellwire.dev/rotation";
const ACTIVE_SINCE_ANNOTATION = "cellwire.dev/active-since";

export async function rotateKeys(visit: Visit, secret: SecretData, facts: SecretFacts): Promise<Outcome> {
  const { clock, random, api } = visit.world;
  const asked = visit.object.metadata.annotations?.[ROTATE_ANNOTATION];
  const step = nextRotationStep({
    keys: parsedKeys(secret),
    asked,
    begun: secret.annotations[BEGUN_ANNOTATION],
    activeSinceMs: Date.parse(secret.annotations[ACTIVE_SINCE_ANNOTATION] ?? ""),
    nowMs: clock.nowMs(),
    isSpread: isSpread(visit, facts),
    makeKey: () => newPrivateKey(random),
  });
  if (step === undefined) return DONE;
  const annotations = {
    ...(step.kind === "add" && { [BEGUN_ANNOTATION]: asked }),
    ...(step.kind === "activate" && { [ACTIVE_SINCE_ANNOTATION]: new Date(clock.nowMs()).toISOString() }),
  };
  const name = childNames(visit.cell.metadata.name).cellKeysSecret;
  await api.patch(RESOURCES.Secret, objectKey(visit, name), {
    patch: { metadata: { annotations }, stringData: { [CELL_KEYS_FILE]: JSON.stringify(step.keys) } },
    preconditions: secret.preconditions,
  });
  return waiting("RotatingKeys", `a rotation of the cell's keys took the step: ${step.kind}`, 0);
}

/** All pods were started with the keys as they are, and the directory has them. */
function isSpread(visit: Visit, { hashes, publicKeys }: SecretFacts): boolean {
  const { gateway, forwarder } = childNames(visit.cell.metadata.name);
  const heard = visit.world.directory.lookup(visit.cell.metadata.name);
  const registered = heard.known ? (heard.record?.publicKeys ?? []) : [];
  const isRegistered = publicKeys.every(({ kid }) => registered.some((key) => key.kid === kid));
  return isRegistered && [gateway, forwarder].every((name) => hasStartedWith(visit, name, hashes.members));
}

function hasStartedWith(visit: Visit, name: string, hash: string): boolean {
  const deployment = cached(visit, RESOURCES.Deployment, name);
  type Spec = { readonly template?: { readonly metadata?: { readonly annotations?: Record<string, string> } } };
  const { template } = (deployment?.["spec"] ?? {}) as Spec;
  return template?.metadata?.annotations?.[SECRETS_HASH] === hash && workloadState(deployment).isRolledOut;
}
