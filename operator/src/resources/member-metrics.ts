/** Metrics of a cell's processes that the operator reads or has read; cell/src/gateway and cell/src/forward make them. */

export const CONNECTIONS_METRIC = "cellwire_gateway_connections";
export const OUTBOX_ROWS_METRIC = "cellwire_outbox_rows";
export const OUTBOX_PARKED_METRIC = "cellwire_outbox_parked";
