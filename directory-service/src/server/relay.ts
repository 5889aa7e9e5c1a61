/** What the home cell of a user does for the backend: passed on to it with a token that is good in that cell alone. */

import type { UserId } from "@cellwire/protocol";
import { ServerApiError, SERVER_ERRORS, type ServerErrorCode } from "@cellwire/server-api/errors.ts";
import { OPERATIONS, isSystemUser, type Operation, type OperationName } from "@cellwire/server-api/operations.ts";
import type { Call, Handler, Handlers } from "@cellwire/server-api/serve.ts";
import { z } from "zod";
import { homeOf, type PlaceContext } from "../placement/place.ts";
import type { Placement } from "../registry/contract.ts";
import type { Signer } from "../tickets/signer.ts";
import type { CellCalls } from "./cell-calls.ts";
import type { Erasures } from "./erasures.ts";

export interface RelayContext extends PlaceContext {
  readonly signer: Signer;
  readonly cells: CellCalls;
  readonly erasures: Pick<Erasures, "isErased">;
}

const failure = z.object({ code: z.string(), message: z.string() });

/** One for each operation that a home cell does. */
export function relayHandlers(context: RelayContext): Handlers {
  const relayed = (Object.entries(OPERATIONS) as [OperationName, Operation][]).filter(([, { homeOf: home }]) => home);
  return Object.fromEntries(
    relayed.map(([name, definition]) => [name, (call: Call<OperationName>) => relay(context, definition, call)]),
  );
}

async function relay(
  context: RelayContext,
  definition: Operation,
  call: Call<OperationName>,
): ReturnType<Handler<OperationName>> {
  const { cell } = await placementOf(context, definition.homeOf!(call));
  const token = await context.signer.serverToken(cell, { caller: call.caller.name, scope: definition.scope });
  const isChange = definition.method !== "GET";
  const { status, body } = await context.cells.request(cell, {
    method: definition.method,
    path: call.request.url,
    headers: {
      authorization: `Bearer ${token}`,
      ...(isChange && { "idempotency-key": call.op, "content-type": "application/json" }),
    },
    ...(isChange && { body: call.request.rawBody || "{}" }),
  });
  if (status === 200) return parsedJson(body) as Awaited<ReturnType<Handler<OperationName>>>;
  throw failureOf(body);
}

async function placementOf(context: RelayContext, user: UserId): Promise<Placement> {
  if (await context.erasures.isErased(user)) throw new ServerApiError("USER_ERASED");
  // A system user signs in nowhere: whoever speaks as one for the first time has it placed.
  if (isSystemUser(user)) return (await homeOf(context, { user, region: undefined })).placement;
  const placement = await context.registry.placement(user);
  if (placement === undefined) throw new ServerApiError("UNKNOWN_USER");
  return placement;
}

/** What the cell answered, as the backend may see it. */
function failureOf(body: Buffer): ServerApiError {
  const parsed = failure.safeParse(parsedJson(body));
  const code = parsed.data?.code ?? "";
  // The placement is the directory's own: the cell has not heard of it yet, or it changed just now.
  if (code === "NOT_HOME" || code === "SERVER_TOKEN_INVALID") return new ServerApiError("RETRY_AFTER");
  if (!Object.hasOwn(SERVER_ERRORS, code)) return new ServerApiError("HOME_UNAVAILABLE");
  const known = code as ServerErrorCode;
  const detail = parsed.data!.message.slice(SERVER_ERRORS[known].meaning.length).trim();
  return new ServerApiError(known, detail === "" ? {} : { detail });
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString()) as unknown;
  } catch {
    return undefined;
  }
}
