/** Bounds of one gateway process. */
export interface GatewayLimits {
  /** Sockets of any state. */
  readonly socketsMax: number;
  /** Sockets that have not come as far as `welcome`. */
  readonly pendingMax: number;
  /** While more than this waits to be written to a socket, nothing is pushed to it and nothing is read from it. */
  readonly backlogBytesMax: number;
  /** A socket with more than this, answers included, is closed. */
  readonly backlogBytesHardMax: number;
  /** Messages of one connection that wait for their answer; beyond it nothing is read from it. */
  readonly sendsInFlightMax: number;
  /** From the handshake to `welcome`. Under the 10 s after which clients go elsewhere: a link that comes later would displace them. */
  readonly linkTimeoutMs: number;
  /** Devices a second that heads are offered to after something may have been missed. */
  readonly offersPerSecond: number;
}

export const GATEWAY_LIMITS: GatewayLimits = {
  socketsMax: 50_000,
  pendingMax: 5_000,
  backlogBytesMax: 256 * 1024,
  backlogBytesHardMax: 1024 * 1024,
  sendsInFlightMax: 1_024,
  linkTimeoutMs: 8_000,
  offersPerSecond: 500,
};
