/** Answers of an object store that come otherwise than they were stored. */

export function rewritten(response: Response, change: (bytes: Uint8Array) => Uint8Array): Response {
  const body = new ReadableStream({
    async start(controller) {
      const bytes = change(new Uint8Array(await response.arrayBuffer()));
      if (bytes.length > 0) controller.enqueue(bytes);
      controller.close();
    },
  });
  return new Response(body, { status: response.status });
}

export function cutAfter(response: Response, count: number): Response {
  const { promise, resolve } = Promise.withResolvers<Uint8Array>();
  let isSent = false;
  void response.arrayBuffer().then((whole) => resolve(new Uint8Array(whole).subarray(0, count)));
  const body = new ReadableStream({
    async pull(controller) {
      if (isSent) return controller.error(new TypeError("terminated"));
      isSent = true;
      controller.enqueue(await promise);
    },
  });
  return new Response(body, { status: response.status });
}
