import { errors } from "undici";
import { KubeError, type ObjectKey, type Resource } from "./contract.ts";
import { keyText } from "./resources.ts";
import { WriteRefused } from "./write-fence.ts";

export type Verb = "get" | "list" | "watch" | "create" | "apply" | "apply-status" | "patch" | "delete";

/** What is asked of whom; for messages. */
export interface Subject {
  readonly verb: Verb;
  readonly resource: Resource;
  /** Undefined for a list or watch. */
  readonly key?: ObjectKey | undefined;
  readonly namespace?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly text: string;
}

/** Why an attempt failed, and what that means for another one. */
export interface Failure {
  readonly error: KubeError;
  /** Asked for by the server. */
  readonly retryAfterMs?: number | undefined;
  /** Whether the server may have acted on the request all the same. */
  readonly mayHaveActed: boolean;
}

const MESSAGE_LENGTH_MAX = 1_024;
const UNAVAILABLE = new Set([429, 502, 503, 504]);
/** Reasons whose message cannot quote the object that was sent. */
const QUOTES_NOTHING = new Set(["NotFound", "Conflict", "AlreadyExists", "Forbidden", "Unauthorized", "Expired"]);

const REASONS: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** The API server's Status object, as far as it is used. */
interface StatusObject {
  readonly reason?: string;
  readonly message?: string;
  readonly details?: {
    readonly retryAfterSeconds?: number;
    readonly causes?: readonly { readonly field?: string }[];
  };
}

/** The failure that an answer of 300 or above, or an ERROR event of a watch, stands for. */
export function failureFromAnswer(subject: Subject, answer: Answer): Failure {
  const status = parseStatus(answer.text);
  const reason = isReplaced(status) ? "Conflict" : status.reason || (REASONS[answer.status] ?? `Http${answer.status}`);
  const asked = Number(answer.retryAfter ?? status.details?.retryAfterSeconds ?? Number.NaN);
  const retryAfterMs = Number.isFinite(asked) ? asked * 1_000 : undefined;
  const retryable = UNAVAILABLE.has(answer.status) || (answer.status >= 500 && retryAfterMs !== undefined);
  const message = `${describe(subject)}: ${reason}${explanation(subject.resource, reason, status)}`;
  const error = new KubeError(message, { reason, status: answer.status, retryable });
  // 429 is said before the request is looked at.
  return { error, retryAfterMs, mayHaveActed: answer.status !== 429 };
}

/** The failure when no whole answer came. `cause` never quotes what was sent. */
export function failureWithoutAnswer(subject: Subject, cause: unknown): Failure {
  if (cause instanceof WriteRefused) {
    const message = `${describe(subject)}: NotLeader: the lease may have lapsed, another operator may act`;
    const error = new KubeError(message, { reason: "NotLeader", status: 0, retryable: false });
    return { error, mayHaveActed: false };
  }
  const reason = isTimeout(cause) ? "Timeout" : "Unreachable";
  const code = codeOf(cause);
  const message = `${describe(subject)}: ${reason}: no whole answer from the API server${code && ` (${code})`}`;
  return {
    error: new KubeError(message, { reason, status: 0, retryable: true, cause }),
    mayHaveActed: code !== "ECONNREFUSED" && !(cause instanceof errors.ConnectTimeoutError),
  };
}

/** `text` as JSON. The parser's own words would quote it, hence no cause. */
export function parseAnswer(subject: Subject, answer: Answer): unknown {
  try {
    return JSON.parse(answer.text);
  } catch {
    const message = `${describe(subject)}: the answer is not JSON`;
    throw new KubeError(message, { reason: "MalformedAnswer", status: answer.status, retryable: true });
  }
}

/** `apply Secret cell-eu/eu-postgres`, `list Pod in cell-eu`, `watch Cell`. */
export function describe({ verb, resource, key, namespace }: Subject): string {
  if (key !== undefined) return `${verb} ${resource.kind} ${keyText(key)}`;
  return `${verb} ${resource.kind}${namespace === undefined ? "" : ` in ${namespace}`}`;
}

function explanation(resource: Resource, reason: string, { message, details }: StatusObject): string {
  if (resource.kind !== "Secret" || QUOTES_NOTHING.has(reason)) {
    return message === undefined || message === "" ? "" : `: ${message.slice(0, MESSAGE_LENGTH_MAX)}`;
  }
  const fields = (details?.causes ?? []).map(({ field }) => field).filter((field) => field !== undefined);
  return fields.length === 0 ? "" : `: ${fields.join(", ").slice(0, MESSAGE_LENGTH_MAX)}`;
}

/** A write with the uid of an object that another of its name has replaced is called an invalid change of the uid. */
function isReplaced({ reason, details }: StatusObject): boolean {
  return reason === "Invalid" && (details?.causes ?? []).some(({ field }) => field === "metadata.uid");
}

function parseStatus(text: string): StatusObject {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : {};
  } catch {
    return {}; // a proxy's page, or "404 page not found" for a kind that does not exist
  }
}

function isTimeout(cause: unknown): boolean {
  return (
    (cause instanceof DOMException && cause.name === "TimeoutError") ||
    cause instanceof errors.ConnectTimeoutError ||
    cause instanceof errors.HeadersTimeoutError ||
    cause instanceof errors.BodyTimeoutError
  );
}

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === "string" ? code : "";
}
