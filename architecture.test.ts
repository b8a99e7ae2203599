import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

/**
 * Who may import whom. A row reads: files in `folder` may import from `may`, with `import type` also from `types`,
 * and from `packages`; nothing else. The first row that fits a file counts.
 */
type Rule = { folder: string; may: string[]; types?: string[]; packages: RegExp };
const browser =
  /^(react|react-dom|next)(\/|$)|^[^@n][^:]*$|^(nanoid|next-themes)$|^@(?!trpc\/server(?!\/observable))[\w-]+\//;
const files = /^node:(events|fs|fs\/promises|path|stream|stream\/.+|crypto|url|os|util|module|zlib)$/;
const all = (...patterns: RegExp[]) => new RegExp(patterns.map(({ source }) => source).join("|"));

const nodePackages =
  /^(nodemailer|luxon|node:(buffer|crypto|stream|util|zlib)|cheerio|csv-(parse|stringify)(\/sync)?|@e965\/xlsx|fast-xml-parser|marked|turndown|fflate|jose|unpdf|iconv-lite|imapflow|pg|mysql2\/promise|ioredis|mongodb|postal-mime|otpauth|ical-generator|croner|@cfworker\/json-schema|js-yaml|ssh2-sftp-client|basic-ftp|amqplib|kafkajs(\/src\/network\/requestQueue\/index\.js)?|mqtt|@nats-io\/(jetstream|transport-node(\/lib\/(nats-base-client|node_transport)\.js)?))$/;

const rules: Rule[] = [
  { folder: "shared", may: ["shared"], packages: /^(zod|jsonc-parser)$/ },
  {
    folder: "nodes/sdk",
    may: ["nodes/sdk", "shared"],
    packages: /^(zod|luxon|node:(crypto|vm|stream(\/consumers)?|net))$/,
  },
  { folder: "nodes/credentials", may: ["nodes/credentials", "nodes/sdk", "shared"], packages: /^(jose|node:crypto)$/ },
  { folder: "nodes/registry.ts", may: ["nodes"], packages: /^$/ },
  { folder: "nodes/translations.ts", may: ["nodes"], types: ["shared/messages"], packages: /^$/ },
  { folder: "nodes", may: ["own folder", "nodes/sdk", "nodes/credentials", "shared"], packages: nodePackages },
  { folder: "server/engine", may: ["server/engine", "nodes/sdk", "shared"], packages: /^node:timers\/promises$/ },
  { folder: "server/processes", may: ["server/processes"], packages: all(files, /^pino$/) },
  { folder: "server/secrets", may: ["server/secrets", "shared"], packages: files },
  {
    folder: "server/db",
    may: ["server/db", "shared"],
    types: ["nodes/sdk", "server/secrets"],
    packages: all(files, /^better-sqlite3$/, /^drizzle-orm(\/|$)/),
  },
  {
    folder: "server/redaction",
    may: ["server/redaction", "server/db", "shared"],
    types: ["server/secrets"],
    packages: /^$/,
  },
  { folder: "server/identity", may: ["server/identity", "nodes/sdk", "shared"], packages: /^jose$/ },
  { folder: "server/tables", may: ["server/tables", "server/db", "shared"], packages: /^$/ },
  {
    folder: "server/http",
    may: ["server/http", "nodes/sdk", "shared"],
    packages: all(files, /^undici$/, /^ipaddr\.js$/, /^node:(async_hooks|net|tls|dgram|dns\/promises|v8|vm)$/),
  },
  {
    folder: "server/sandbox/runtime",
    may: [
      ...["server/sandbox/runtime", "server/sandbox/protocol"],
      ...["shared/expression", "shared/expression-methods", "shared/file-facts"],
    ],
    types: ["shared"],
    packages: /^(luxon|jmespath)$/,
  },
  {
    folder: "server/sandbox/sql-runtime",
    may: ["server/sandbox/sql-runtime", "server/sandbox/protocol"],
    packages: /^sql\.js(\/dist\/sql-asm-memory-growth\.js)?$/,
  },
  {
    folder: "server/sandbox/executor",
    may: ["server/sandbox/executor", "server/sandbox/protocol", "server/processes", "shared/expression-methods"],
    packages: /^(isolated-vm|acorn|node:fs|node:net)$/,
  },
  {
    folder: "server/sandbox",
    may: ["server/sandbox", "server/engine/errors", "server/processes", "shared"],
    types: ["server/engine"],
    packages: /^node:(child_process|fs|os|stream)$/,
  },
  {
    folder: "server/worker",
    may: [
      "server/worker",
      "server/engine",
      "server/sandbox",
      "server/db",
      "server/http",
      "server/identity",
      "server/secrets",
      "server/redaction",
      "server/tables",
      "server/processes",
      "server/runs",
      "nodes/api-document",
      "nodes/registry",
      "nodes/sdk",
      "shared",
    ],
    packages: /^node:(crypto|net)$/,
  },
  {
    folder: "server/runs",
    may: [
      "server/runs",
      "server/db",
      "server/redaction",
      "server/processes",
      "nodes/api-document",
      "nodes/registry",
      "nodes/sdk",
      "shared",
    ],
    types: ["server/worker", "server/secrets"],
    packages: /^(croner|luxon|drizzle-orm|node:(child_process|crypto|stream))$/,
  },
  { folder: "server/n8n", may: ["server/n8n", "nodes/registry", "nodes/sdk", "shared"], packages: /^nanoid$/ },
  {
    folder: "server/services",
    may: [
      "server/services",
      "server/db",
      "server/redaction",
      "server/runs",
      "server/tables",
      "server/n8n",
      "nodes/api-document",
      "nodes/registry",
      "nodes/translations",
      "nodes/sdk",
      "shared",
      "package.json",
    ],
    types: ["server/engine", "server/identity", "server/secrets"],
    packages: /^(csv-parse|drizzle-orm|fflate|nanoid|zod|node:(crypto|fs|path|stream|zlib))$/,
  },
  {
    folder: "server/api",
    may: ["server/api", "server/services", "shared", "package.json"],
    packages: /^(@trpc\/server|zod)$/,
  },
  {
    folder: "server/main",
    may: ["server", "nodes/sdk", "shared", "package.json"],
    packages: all(
      files,
      /^(drizzle-orm|next|busboy|zod|cheerio\/slim|prom-client|use-intl\/core|node:https?|node:net|node:timers\/promises)$/,
      /^(@trpc\/server|better-auth)(\/|$)/,
    ),
  },
  { folder: "server/cli", may: ["server", "shared"], packages: files },
  { folder: "components/ui", may: ["components/ui"], packages: browser },
  { folder: "components", may: ["components", "shared"], types: ["server/api"], packages: browser },
  { folder: "editor", may: ["editor", "components", "shared"], types: ["server/api"], packages: browser },
  { folder: "app", may: ["app", "editor", "components", "shared"], packages: browser },
];

/** One door each: who may use what reaches out of the process. */
const doors: { what: string; pattern: RegExp; may: RegExp }[] = [
  { what: "undici", pattern: /^undici$/, may: /^server\/http\// },
  { what: "TLS and name look-ups", pattern: /^node:(tls|dns)/, may: /^server\/http\// },
  { what: "sockets", pattern: /^node:net$/, may: /^server\/(http\/|main\/|worker\/main|sandbox\/executor\/main)/ },
  { what: "HTTP servers", pattern: /^node:http$/, may: /^server\/main\// },
  { what: "TLS servers", pattern: /^node:https$/, may: /^server\/main\/(door|main|tls)\.ts$/ },
  { what: "datagrams", pattern: /^node:dgram$/, may: /^server\/http\/syslog\.ts$/ },
  { what: "other ways out", pattern: /^node:(http2|worker_threads|cluster|inspector)/, may: /^$/ },
  {
    what: "processes",
    pattern: /^node:child_process$/,
    may: /^server\/(runs\/worker-pool|sandbox\/(executor-client|isolation))\.ts$/,
  },
  { what: "isolated-vm", pattern: /^isolated-vm$/, may: /^server\/sandbox\/executor\// },
  { what: "node:vm", pattern: /^(node:)?vm$/, may: /^(nodes\/sdk\/safe-regexp|server\/http\/collect-young)\.ts$/ },
  { what: "the database", pattern: /^better-sqlite3$/, may: /^server\/db\// },
  {
    what: "built-in modules without node:",
    pattern: /^(fs|net|http|https|tls|child_process|crypto|path|stream)$/,
    may: /^$/,
  },
];

const words: { what: string; pattern: RegExp; may: RegExp }[] = [
  { what: "eval", pattern: /(?<![.\w])eval\(|\bnew Function\(|\bFunction\(["'`]/, may: /^server\/sandbox\/runtime\// },
  {
    what: "the environment",
    pattern: /\bprocess\.env\b/,
    may: /^server\/(main|cli|processes)\/|^server\/runs\/worker-pool\.ts$|^app\//,
  },
  { what: "fetch", pattern: /(?<![.\w"'`$])fetch\(/, may: /^(components|editor|app)\// },
  { what: "an import whose target is computed", pattern: /(?:await|return|=>|=|\()\s*import\((?!\s*["'])/, may: /^$/ },
  { what: "require", pattern: /(?<![.\w"'`$])require\(/, may: /^server\/sandbox\/runtime\/lazy\.ts$/ },
];

const root = dirname(fileURLToPath(import.meta.url));
const isTest = (file: string) => /\.test\.tsx?$|(^|[./])testing\.tsx?$/.test(file);
const sources = ["shared", "nodes", "server", "components", "editor", "app"]
  .flatMap(walk)
  .filter((file) => !isTest(file));

describe("the architecture", () => {
  it.each(rules)("$folder imports only what it may", (rule) => {
    const own = sources.filter((file) => ruleOf(file) === rule);
    expect(own.flatMap((file) => violations(file, read(file)))).toEqual([]);
  });

  it("says of every file what it may import", () => {
    expect(sources.filter((file) => !ruleOf(file))).toEqual([]);
  });

  it.each(doors)("keeps one door for $what", ({ pattern, may }) => {
    const users = sources.filter((file) =>
      importsOf(read(file)).some(({ target, isType }) => !isType && pattern.test(target)),
    );
    expect(users.filter((file) => !may.test(file))).toEqual([]);
  });

  it.each(words)("keeps one place for $what", ({ pattern, may }) => {
    expect(sources.filter((file) => pattern.test(withoutComments(read(file))) && !may.test(file))).toEqual([]);
  });

  it("keeps every file below 400 lines", () => {
    expect(sources.filter((file) => read(file).split("\n").length > 401)).toEqual([]);
  });

  it.each([
    ["server/engine/graph.ts", 'import { nodes } from "@/nodes/registry";'],
    ["nodes/if/node.ts", 'import { filter } from "@/nodes/filter/node";'],
    ["nodes/if/node.ts", 'import { filter } from "../filter/node";'],
    ["nodes/if/node.ts", 'const { lookup } = await import("node:dns");'],
    ["nodes/if/node.ts", 'export * from "@/server/db/client";'],
    ["server/api/trpc.ts", 'import {\n  openStore,\n} from "@/server/db/client";'],
    ["server/services/settings.ts", 'import "@/server/api/root";'],
    ["components/api.tsx", 'import { appRouter } from "@/server/api/root";'],
    ["editor/store.ts", 'const { nodes } = await import("@/nodes/registry");'],
    ["components/ui/button.tsx", 'import { useApi } from "@/components/api";'],
    ["shared/item.ts", 'import { readFileSync } from "node:fs";'],
  ])("would catch in %s: %s", (file, planted) => {
    expect(violations(file, planted)).toHaveLength(1);
  });

  it("lets types of the API into the browser", () => {
    expect(violations("components/api.tsx", 'import type { AppRouter } from "@/server/api/root";')).toEqual([]);
  });
});

function violations(file: string, source: string): string[] {
  const rule = ruleOf(file);
  if (!rule) return [`${file} has no rule`];
  return importsOf(source)
    .filter(({ target, isType }) => !isAllowed(file, rule, target, isType))
    .map(({ target }) => `${file} -> ${target}`);
}

function isAllowed(file: string, { may, types = [], packages }: Rule, target: string, isType: boolean): boolean {
  const ours = target.startsWith("@/")
    ? target.slice(2)
    : target.startsWith(".")
      ? posix.join(dirname(file), target)
      : undefined;
  if (ours === undefined) return packages.test(target);
  const within = (folder: string) => ours === folder || ours.startsWith(`${folder}/`);
  if (may.includes("own folder") && within(dirname(file))) return true;
  return may.some(within) || (isType && types.some(within));
}

const ruleOf = (file: string) => rules.find(({ folder }) => file === folder || file.startsWith(`${folder}/`));

/** Static imports and re-exports, imports for their effect, and dynamic ones. */
function importsOf(source: string): { target: string; isType: boolean }[] {
  const text = withoutComments(source);
  const found = [
    ...text.matchAll(/^\s*(?:import|export)\s+(type\s)?[^;"'`()=]*?\bfrom\s+["']([^"']+)["']/gm),
    ...text.matchAll(/^\s*import\s+()["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(()\s*["']([^"']+)["']/g),
  ];
  return found.map(([, type, target = ""]) => ({ target, isType: Boolean(type) }));
}

const withoutComments = (source: string) => source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

const texts = new Map<string, string>();
function read(file: string): string {
  const text = texts.get(file) ?? readFileSync(join(root, file), "utf8");
  texts.set(file, text);
  return text;
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && statSync(join(root, file)).isFile());
}
