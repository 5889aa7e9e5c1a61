/**
 * Imports run one way (CONTRIBUTING.md, "Map of the code"). `npm run imports` runs this through
 * tidy/imports.ts, which also proves that the rules bite.
 */

const WORKSPACES = [
  "protocol",
  "lifecycle",
  "runtime",
  "server-api",
  "cell",
  "directory-service",
  "operator",
  "sdk",
  "local",
  "e2e",
  "bench",
];

/** Which other workspaces the sources of each may import. */
const MAY_IMPORT = {
  protocol: [],
  lifecycle: ["protocol"],
  runtime: ["protocol"],
  "server-api": ["protocol", "runtime"],
  sdk: ["protocol"],
  cell: ["protocol", "lifecycle", "runtime", "server-api"],
  "directory-service": ["protocol", "lifecycle", "runtime", "server-api"],
  operator: ["protocol", "lifecycle", "runtime"],
  local: ["protocol", "runtime", "server-api", "operator", "sdk"],
  e2e: ["protocol", "runtime", "server-api", "operator", "sdk", "local"],
  bench: ["protocol", "runtime", "operator", "sdk", "local", "cell"],
};

/** Folders of cell/src that each folder must not know: everything above it. */
const CELL_LAYERS_ABOVE = {
  gateway: ["(main|compose-[a-z]+)\\.ts"],
  flow: ["(main|compose-[a-z]+)\\.ts", "gateway/"],
  inbox: ["(main|compose-[a-z]+)\\.ts", "gateway/", "flow/"],
  keys: ["(main|compose-[a-z]+)\\.ts", "gateway/"],
  media: ["(main|compose-[a-z]+)\\.ts", "gateway/", "forward/"],
  presence: ["(main|compose-[a-z]+)\\.ts", "gateway/", "forward/"],
  privacy: ["(main|compose-[a-z]+)\\.ts", "gateway/", "forward/"],
  push: ["(main|compose-[a-z]+)\\.ts", "gateway/", "forward/"],
  route: ["(main|compose-[a-z]+)\\.ts", "gateway/", "flow/"],
  forward: ["(main|compose-[a-z]+)\\.ts", "gateway/", "flow/"],
  trust: ["(main|compose-[a-z]+)\\.ts", "gateway/", "flow/", "forward/"],
};

function workspaceRule([from, allowed]) {
  const forbidden = WORKSPACES.filter((name) => name !== from && !allowed.includes(name));
  return {
    name: `${from}-imports`,
    severity: "error",
    comment: `${from} may import ${allowed.length > 0 ? allowed.join(", ") : "no other workspace"}`,
    from: { path: `^${from}/` },
    to: { path: `^(${forbidden.join("|")})/` },
  };
}

function cellRule([from, above]) {
  return {
    name: `cell-${from}-imports`,
    severity: "error",
    comment: "in cell: main → gateway → flow → {keys, media, inbox, presence, privacy, route, forward, trust}",
    from: { path: `^cell/src/${from}/`, pathNot: "\\.test\\.ts$" },
    to: { path: `^cell/src/(${above.join("|")})` },
  };
}

export default {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(workspaceRule),
    ...Object.entries(CELL_LAYERS_ABOVE).map(cellRule),
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      comment: "a file that nothing imports and that imports nothing is an entry or is dead",
      from: {
        orphan: true,
        pathNot: [
          "\\.test\\.ts$",
          "\\.d\\.ts$",
          "(^|/)(main|index)\\.ts$",
          "^(bench|local|e2e)/",
          "/(scripts|examples)/",
        ],
      },
      to: {},
    },
    {
      name: "no-unresolvable",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: "no-tests-from-sources",
      severity: "error",
      from: { pathNot: "\\.test\\.ts$|/test/|^e2e/" },
      to: { path: "\\.test\\.ts$" },
    },
  ],
  options: {
    parser: "swc",
    doNotFollow: { path: "node_modules" },
    exclude: { path: "/generated/|/dist/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".mjs"],
    },
  },
};
