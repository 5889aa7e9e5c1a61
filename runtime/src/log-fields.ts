import { serialiseError } from "./log-error.ts";
import { withoutSecrets } from "./log-secrets.ts";

/**
 * The only field names that a log line may carry. Add a name here when it can hold nothing but an id, a count, a size,
 * a duration, a code, a state or an address; never one that could hold content, a header, a token or a request body.
 */
export const ALLOWED_LOG_FIELDS = [
  // Who and where.
  "service",
  "pid",
  "name",
  "process",
  "role",
  "host",
  "port",
  "address",
  "url",
  "file",
  "directory",
  "cell",
  "cellId",
  "peerCell",
  "sourceCell",
  "targetCell",
  "homeCell",
  "authority",
  "gateway",
  "peer",
  "peerId",
  // Ids of the domain.
  "user",
  "userId",
  "device",
  "deviceId",
  "conversation",
  "conversationId",
  "messageId",
  "messageIds",
  "connection",
  "connectionId",
  "requestId",
  "operationId",
  "keyId",
  "traceId",
  "spanId",
  // Numbers of the domain.
  "epoch",
  "placementEpoch",
  "connectionEpoch",
  "generation",
  "term",
  "n",
  "from",
  "to",
  "last",
  "complete",
  "seq",
  // Work.
  "loop",
  "lane",
  "lanes",
  "queue",
  "job",
  "jobId",
  "jobName",
  "batch",
  "batchId",
  "partition",
  "partitions",
  "table",
  "migration",
  "version",
  "schemaVersion",
  "fault",
  "point",
  "script",
  // What happened.
  "event",
  "kind",
  "state",
  "previousState",
  "phase",
  "outcome",
  "reason",
  "signal",
  "exitCode",
  "ready",
  "notReady",
  "code",
  "closeCode",
  "status",
  "method",
  "route",
  "frame",
  "frameKind",
  "droppedFields",
  "err",
  "error",
  "errorName",
  "errorCode",
  "cause",
  "retryable",
  // How much.
  "count",
  "total",
  "size",
  "bytes",
  "rows",
  "messages",
  "frames",
  "recipients",
  "users",
  "devices",
  "cells",
  "connections",
  "clients",
  "pending",
  "waiting",
  "active",
  "parked",
  "dropped",
  "failed",
  "failures",
  "refused",
  "accepted",
  "delivered",
  "forwarded",
  "duplicates",
  "attempt",
  "attempts",
  "retries",
  "depth",
  "limit",
  "max",
  "expected",
  "actual",
  "created",
  "removed",
  "expired",
  "released",
  "moved",
  // How long.
  "durationMs",
  "delayMs",
  "timeoutMs",
  "intervalMs",
  "elapsedMs",
  "ageMs",
  "lagMs",
  "retryAfterMs",
  "uptimeMs",
  "deadlineMs",
  "skewMs",
  "idleMs",
] as const;

const ALLOWED: ReadonlySet<string> = new Set(ALLOWED_LOG_FIELDS);
const LIST_LENGTH_MAX = 64;

/** The part of `fields` that may be logged, and the names of the rest as `droppedFields`. */
export function keepAllowedFields(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  const dropped: string[] = [];
  for (const name of Object.keys(fields)) {
    const value = ALLOWED.has(name) ? loggable(fields[name]) : undefined;
    if (value !== undefined) kept[name] = value;
    else if (fields[name] !== undefined) dropped.push(name);
  }
  if (dropped.length > 0) kept["droppedFields"] = dropped.slice(0, LIST_LENGTH_MAX);
  return kept;
}

/** `undefined` for what may not be logged: objects and buffers could hold anything. */
function loggable(value: unknown): unknown {
  if (value instanceof Error) return serialiseError(value);
  if (!Array.isArray(value)) return scalar(value);
  const items = value.slice(0, LIST_LENGTH_MAX).map(scalar);
  return items.includes(undefined) ? undefined : items;
}

function scalar(value: unknown): unknown {
  switch (typeof value) {
    case "string":
      return withoutSecrets(value);
    case "bigint":
      return value.toString();
    case "number":
    case "boolean":
      return value;
    default:
      return value === null ? null : undefined;
  }
}
