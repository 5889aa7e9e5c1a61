import type { Dispatcher } from "undici";

/**
 * How long a write that leaves now may be under way, in milliseconds; 0 when none may leave. Asked without waiting, so
 * that nothing can happen between its answer and the write.
 */
export type WriteFence = () => number;

export class WriteRefused extends Error {
  override readonly name = "WriteRefused";

  constructor() {
    super("no write may leave now");
  }
}

/**
 * Asks the fence at the moment a request is written to its connection. Before that it may have waited: for a
 * connection, for a TLS handshake, or in a process that was stopped meanwhile.
 */
export function fenceRequests(fence: WriteFence): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        // What is thrown here fails the request before a byte of it is written.
        if (fence() <= 0) throw new WriteRefused();
        handler.onRequestStart?.(controller, context);
      },
      onResponseStart: (...response) => handler.onResponseStart?.(...response),
      onResponseData: (...data) => handler.onResponseData?.(...data),
      onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
      onResponseError: (...failure) => handler.onResponseError?.(...failure),
    });
}
