/**
 * WebSocket close codes (private range of RFC 6455, section 7.4.2). The hundred tells the client what to do,
 * so that a client survives codes that it does not know:
 *   4000-4099 come back at once      4100-4199 come back with back-off
 *   4200-4299 get a new ticket first 4300-4399 do not come back
 */

export const CLOSE = {
  DRAINING: 4000,
  SLOW: 4001,
  HELLO_TIMEOUT: 4100,
  OVERLOADED: 4101,
  UNAVAILABLE: 4102,
  IDLE: 4103,
  TICKET_INVALID: 4200,
  TICKET_EXPIRED: 4201,
  WRONG_CELL: 4202,
  MOVED: 4203,
  BAD_FRAME: 4300,
  BAD_STATE: 4301,
  TOO_LARGE: 4302,
  VERSION_UNSUPPORTED: 4303,
  REPLACED: 4304,
  REVOKED: 4305,
  DEVICE_LIMIT: 4306,
  SUSPENDED: 4307,
} as const;

export type CloseName = keyof typeof CLOSE;

export type CloseAction = "reconnect" | "back-off" | "new-ticket" | "stop";

/** What a client does after a close. Codes outside 4000-4399 (network faults, proxies) mean back-off. */
export function closeAction(code: number): CloseAction {
  if (code >= 4000 && code < 4100) return "reconnect";
  if (code >= 4200 && code < 4300) return "new-ticket";
  if (code >= 4300 && code < 4400) return "stop";
  return "back-off";
}
