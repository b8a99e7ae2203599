import { cpus } from "node:os";
import { resolve } from "node:path";
import { z } from "zod";
import { defaultLimits } from "@/server/sandbox/limits";
import { keySourceOf } from "@/server/secrets/root-key";
import { readAuditRules } from "./audit/rules";
import { parseRate } from "./rate-limits";
import { parseTrustedProxies } from "./sender";
import type { TlsFiles } from "./tls";
import { readTraceRules } from "./traces/rules";
import { parseVariables, readBy } from "./variables";

/** Every environment variable, read once. */
const schema = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(5870),
  HOST: z.string().default("127.0.0.1"),
  ISLEWIRE_DATA: z.string().default("./data"),
  /** The root key, in base64, or the file it is in. Unset: the file secret.key in the data folder. */
  ISLEWIRE_KEY: z.string().optional(),
  ISLEWIRE_KEY_FILE: z.string().optional(),
  /** Where secrets of credentials may be read from outside: a folder, and a vault with its token. */
  ISLEWIRE_SECRETS_FOLDER: z.string().optional(),
  ISLEWIRE_VAULT_ADDRESS: z.url({ protocol: /^https?$/ }).optional(),
  ISLEWIRE_VAULT_TOKEN: z.string().optional(),
  /** What the first visitor must know to own the server, instead of what is printed at the start. */
  ISLEWIRE_SETUP_CODE: z
    .string()
    .regex(/^\S{8,100}$/, "it needs 8 characters or more, and no spaces")
    .optional(),
  /** The address people and services use, when it is not http://HOST:PORT. */
  ISLEWIRE_PUBLIC_URL: z.url().optional(),
  /** Proxies whose word on address, protocol and name counts: networks with commas, or how many there are. */
  ISLEWIRE_TRUST_PROXY: z.string().default("none").transform(readBy(parseTrustedProxies)),
  /** With both files the server speaks TLS itself. */
  ISLEWIRE_TLS_CERT: z.string().optional(),
  ISLEWIRE_TLS_KEY: z.string().optional(),
  /** A second port, without TLS, that leads people to the one with it. */
  ISLEWIRE_HTTP_REDIRECT_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  /** What browsers are told of TLS: to use no other way to this name, and to names below it. */
  ISLEWIRE_HSTS: z.enum(["off", "host", "subdomains"]).default("host"),
  /** Whether people may sign in without TLS under a name of the Internet. */
  ISLEWIRE_PLAIN_SIGN_IN: z.enum(["refused", "allowed"]).default("refused"),
  /** Most requests a minute, as `600` or `600/100` with a burst, or `off`: of one webhook that says nothing itself, of one … */
  ISLEWIRE_RATE_WEBHOOK: z.string().default("off").transform(readBy(parseRate)),
  ISLEWIRE_RATE_API_KEY: z.string().default("1200/600").transform(readBy(parseRate)),
  ISLEWIRE_RATE_USER: z.string().default("3000/1000").transform(readBy(parseRate)),
  /** … address: of sign-ins, and of all that is asked without a right to be here. */
  ISLEWIRE_RATE_SIGN_IN: z.string().default("20").transform(readBy(parseRate)),
  ISLEWIRE_RATE_STRANGER: z.string().default("300/600").transform(readBy(parseRate)),
  ISLEWIRE_WORKERS: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, cpus().length - 1)),
  /** Executions that one worker runs at once. */
  ISLEWIRE_CONCURRENCY: z.coerce.number().int().min(1).max(1_000).default(20),
  /** How long a worker may be silent before others go on with its executions. */
  ISLEWIRE_LEASE_SECONDS: z.coerce.number().int().min(2).max(3_600).default(60),
  /** Executions that may wait for a place before new ones are refused. */
  ISLEWIRE_QUEUE_LIMIT: z.coerce.number().int().min(1).max(10_000_000).default(100_000),
  /** Limits of user code: seconds of one run of a Code node, and of all expressions of a step; memory of one isolate. */
  ISLEWIRE_CODE_SECONDS: z.coerce.number().min(0.1).max(600).default(30),
  ISLEWIRE_EXPRESSION_SECONDS: z.coerce.number().min(0.1).max(60).default(5),
  ISLEWIRE_CODE_MEMORY_MB: z.coerce.number().int().min(16).max(2_048).default(128),
  /** Of what one run of code, or the expressions of a step, may give. */
  ISLEWIRE_CODE_OUTPUT_MB: z.coerce.number().min(0.01).max(256).default(64),
  ISLEWIRE_CODE_LOG_LINES: z.coerce.number().int().min(0).max(500).default(200),
  /** Private addresses workflows may reach: `host`, `host:port`, `network/bits`, with commas. */
  ISLEWIRE_EGRESS_ALLOW: z.string().default(""),
  /** The folder whose files workflows may read and write. Unset: none. */
  ISLEWIRE_FILES_FOLDER: z.string().optional(),
  /** Of files that one execution stores, and that all kept executions of a project have. 0: as much as there is room for. */
  ISLEWIRE_EXECUTION_FILES_MB: z.coerce.number().min(0).max(10_000_000).default(4_096),
  ISLEWIRE_PROJECT_FILES_MB: z.coerce.number().min(0).max(100_000_000).default(51_200),
  ISLEWIRE_MAX_BODY_MB: z.coerce.number().min(0.001).max(1_024).default(16),
  /** Who may read /metrics: with "public" everybody, with a token who brings it. */
  ISLEWIRE_METRICS: z.enum(["off", "public"]).default("off"),
  ISLEWIRE_METRICS_TOKEN: z
    .string()
    .regex(/^\S{16,512}$/, "it needs 16 characters or more, and no spaces")
    .optional(),
  ISLEWIRE_DEV: z.enum(["0", "1"]).default("0"),
});

export type Env = ReturnType<typeof readEnv>;

/** Throws an error that names the variable and what is wrong with it. */
export function readEnv(variables: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const data = parseVariables(schema, given);
  return {
    port: data.PORT,
    host: data.HOST,
    dataFolder: resolve(data.ISLEWIRE_DATA),
    key: keySourceOf(resolve(data.ISLEWIRE_DATA), data),
    setupCode: data.ISLEWIRE_SETUP_CODE,
    publicUrl: data.ISLEWIRE_PUBLIC_URL?.replace(/\/+$/, ""),
    trustedProxies: data.ISLEWIRE_TRUST_PROXY,
    tls: tlsFiles(data),
    redirectPort: data.ISLEWIRE_HTTP_REDIRECT_PORT,
    hsts: hstsValues[data.ISLEWIRE_HSTS],
    plainSignIn: data.ISLEWIRE_PLAIN_SIGN_IN === "allowed",
    rates: {
      webhook: data.ISLEWIRE_RATE_WEBHOOK,
      apiKey: data.ISLEWIRE_RATE_API_KEY,
      user: data.ISLEWIRE_RATE_USER,
      signIn: data.ISLEWIRE_RATE_SIGN_IN,
      stranger: data.ISLEWIRE_RATE_STRANGER,
      guess: { perMinute: 20, burst: 20 },
    },
    workers: data.ISLEWIRE_WORKERS,
    concurrency: data.ISLEWIRE_CONCURRENCY,
    queueLimit: data.ISLEWIRE_QUEUE_LIMIT,
    limits: {
      ...defaultLimits,
      codeMs: data.ISLEWIRE_CODE_SECONDS * 1_000,
      expressionMs: data.ISLEWIRE_EXPRESSION_SECONDS * 1_000,
      memoryMb: data.ISLEWIRE_CODE_MEMORY_MB,
      // Some isolates at once, and what the process takes itself.
      processMb: Math.max(defaultLimits.processMb, data.ISLEWIRE_CODE_MEMORY_MB * 4),
      outputBytes: Math.round(data.ISLEWIRE_CODE_OUTPUT_MB * 1_048_576),
      logLines: data.ISLEWIRE_CODE_LOG_LINES,
    },
    leaseMs: data.ISLEWIRE_LEASE_SECONDS * 1_000,
    egressAllow: data.ISLEWIRE_EGRESS_ALLOW.split(",")
      .map((entry) => entry.trim())
      .filter(Boolean),
    filesFolder: data.ISLEWIRE_FILES_FOLDER ? resolve(data.ISLEWIRE_FILES_FOLDER) : undefined,
    /** Of the operator alone, also where they lie in the folder above. */
    closedPlaces: [data.ISLEWIRE_KEY_FILE, data.ISLEWIRE_SECRETS_FOLDER, data.ISLEWIRE_TLS_CERT, data.ISLEWIRE_TLS_KEY]
      .filter((place) => place !== undefined)
      .map((place) => resolve(place)),
    fileQuota: {
      executionBytes: Math.round(data.ISLEWIRE_EXECUTION_FILES_MB * 1_048_576),
      projectBytes: Math.round(data.ISLEWIRE_PROJECT_FILES_MB * 1_048_576),
    },
    maxBodyBytes: Math.round(data.ISLEWIRE_MAX_BODY_MB * 1_048_576),
    metrics: { isPublic: data.ISLEWIRE_METRICS === "public", token: data.ISLEWIRE_METRICS_TOKEN },
    traces: readTraceRules(given),
    audit: readAuditRules(given),
    isDev: data.ISLEWIRE_DEV === "1",
  };
}

const hstsValues = {
  off: undefined,
  host: "max-age=31536000",
  subdomains: "max-age=31536000; includeSubDomains",
};

type TlsVariables = Pick<
  z.output<typeof schema>,
  "ISLEWIRE_TLS_CERT" | "ISLEWIRE_TLS_KEY" | "ISLEWIRE_HTTP_REDIRECT_PORT"
>;

function tlsFiles({ ISLEWIRE_TLS_CERT: cert, ISLEWIRE_TLS_KEY: key, ...other }: TlsVariables): TlsFiles | undefined {
  if (cert && key) return { cert: resolve(cert), key: resolve(key) };
  const missing = cert ? "ISLEWIRE_TLS_KEY" : "ISLEWIRE_TLS_CERT";
  if (cert || key)
    throw new Error(`The environment variable ${missing} is missing: a certificate and its key are set together`);
  if (other.ISLEWIRE_HTTP_REDIRECT_PORT === undefined) return undefined;
  throw new Error(`The environment variable ${missing} is missing: ISLEWIRE_HTTP_REDIRECT_PORT leads to TLS`);
}
