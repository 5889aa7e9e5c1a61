/** Ports inside the pods, and those of the Services before them. */

export const PORTS = {
  clients: 8080,
  ingest: 8081,
  /** Mesh, health and metrics; never behind a Service that the outside reaches. */
  internal: 9090,
  postgres: 5432,
  redis: 6379,
  dns: 53,
} as const;

export const INGEST_SERVICE_PORT = 80;
