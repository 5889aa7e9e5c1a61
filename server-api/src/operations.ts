/**
 * The server API: what the application's backend may ask, at the directory or at a user's home cell. The one definition, of which
 * the routes, their parsing and the OpenAPI description are made.
 */

import type { UserId } from "@cellwire/protocol";
import type { z } from "zod";
import * as s from "./schemas.ts";

export const SCOPES = [
  "users:read",
  "users:write",
  "users:erase",
  "groups:read",
  "groups:write",
  "messages:send",
] as const;
/** `cells`: of the directory's own tokens alone. */
export type Scope = (typeof SCOPES)[number] | "cells:erase";

export interface Operation<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** As fastify writes it: `:name` for a parameter. */
  readonly path: string;
  readonly scope: Scope;
  readonly summary: string;
  readonly params: Path;
  readonly query: Query;
  /** Of a GET or a DELETE: nothing. */
  readonly body: Body;
  readonly answer: Answer;
  /** Whose home cell does it; the directory passes it on. undefined: the directory does it itself. */
  readonly homeOf?: (input: { params: z.output<Path>; query: z.output<Query>; body: z.output<Body> }) => UserId;
  /** Not for the backend: between directory and cells. */
  readonly isInternal?: true;
}

function operation<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  definition: Operation<P, Q, B, A>,
): Operation<P, Q, B, A> {
  return definition;
}

const none = { params: s.NOTHING, query: s.NOTHING, body: s.NOTHING };
const ofUser = { ...none, params: s.user, homeOf: ({ params }: { params: { user: UserId } }) => params.user };

export const OPERATIONS = {
  getUser: operation({
    ...ofUser,
    method: "GET",
    path: "/server/v1/users/:user",
    scope: "users:read",
    summary: "Where a user lives, whether suspended, and the linked devices.",
    answer: s.userState,
  }),
  revoke: operation({
    ...ofUser,
    method: "POST",
    path: "/server/v1/users/:user/revocations",
    scope: "users:write",
    summary: "Lock one device, or all devices of the user, out at once.",
    body: s.revocation,
    answer: s.revoked,
  }),
  suspend: operation({
    ...ofUser,
    method: "PUT",
    path: "/server/v1/users/:user/suspension",
    scope: "users:write",
    summary: "Close the user's connections and refuse new ones until resumed. Messages to the user are kept.",
    answer: s.suspension,
  }),
  resume: operation({
    ...ofUser,
    method: "DELETE",
    path: "/server/v1/users/:user/suspension",
    scope: "users:write",
    summary: "Let a suspended user connect again.",
    answer: s.suspension,
  }),
  erase: operation({
    ...none,
    params: s.user,
    method: "POST",
    path: "/server/v1/users/:user/erasure",
    scope: "users:erase",
    summary: "Erase the user everywhere, for good. Begins at once, and goes on until every cell has done its part.",
    answer: s.erasure,
  }),
  getErasure: operation({
    ...none,
    params: s.erasurePath,
    method: "GET",
    path: "/server/v1/erasures/:op",
    scope: "users:erase",
    summary: "How far an erasure is. `op` is the Idempotency-Key that it was asked for with.",
    answer: s.erasure,
  }),
  createGroup: operation({
    ...none,
    method: "POST",
    path: "/server/v1/groups",
    scope: "groups:write",
    summary: "Create a group, of which the actor is the first admin.",
    body: s.newGroup,
    answer: s.created,
    homeOf: ({ body }) => body.actor,
  }),
  changeGroup: operation({
    ...none,
    params: s.group,
    method: "POST",
    path: "/server/v1/groups/:group/changes",
    scope: "groups:write",
    summary: "Add or remove members, rename the group, or give or take the role of an admin.",
    body: s.groupChange,
    answer: s.sent,
    homeOf: ({ body }) => body.actor,
  }),
  getGroup: operation({
    ...none,
    params: s.group,
    query: s.actor,
    method: "GET",
    path: "/server/v1/groups/:group",
    scope: "groups:read",
    summary: "The group as the actor, a member, sees it.",
    answer: s.groupState,
    homeOf: ({ query }) => query.actor,
  }),
  sendMessage: operation({
    ...none,
    method: "POST",
    path: "/server/v1/messages",
    scope: "messages:send",
    summary: "Send a message as a system user. The Idempotency-Key is the message's id.",
    body: s.message,
    answer: s.sent,
    homeOf: ({ body }) => body.sender,
  }),
  eraseHere: operation({
    ...none,
    params: s.erasurePath,
    method: "PUT",
    path: "/server/v1/cell/erasures/:op",
    scope: "cells:erase",
    summary: "One step of an erasure in this cell; repeated until it is done.",
    body: s.erasureStep,
    answer: s.erasureStepState,
    isInternal: true,
  }),
} as const;

export type OperationName = keyof typeof OPERATIONS;
export type Definition<Name extends OperationName> = (typeof OPERATIONS)[Name];
export type Params<Name extends OperationName> = z.output<Definition<Name>["params"]>;
export type Query<Name extends OperationName> = z.output<Definition<Name>["query"]>;
export type Body<Name extends OperationName> = z.output<Definition<Name>["body"]>;
export type Answer<Name extends OperationName> = z.input<Definition<Name>["answer"]>;

/** Users by which the application itself speaks. No user token is taken for one. */
const SYSTEM_PREFIX = "system.";
/** Of what stands in the place of an erased id. */
export const ERASED_PREFIX = "erased.";

export function isSystemUser(user: UserId): boolean {
  return user.startsWith(SYSTEM_PREFIX);
}

/** Ids that nobody can sign in with. */
export function isReserved(user: UserId): boolean {
  return isSystemUser(user) || user.startsWith(ERASED_PREFIX);
}
