export { createFakeNetwork, type FakeClientOptions, type FakeNetwork } from "./fake-network.ts";
