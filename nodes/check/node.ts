import { requestCredentials } from "@/nodes/credentials/request";
import { defineNode, NodeError, optionalCredential } from "@/nodes/sdk";
import type { ItemContext } from "@/nodes/sdk/define-node";
import type { Probe } from "@/nodes/sdk/probe";
import type { Item } from "@/shared/item";
import { params } from "./params";
import { statusRanges, type Verdict, verdictOn } from "./verdict";

const credentials = { auth: optionalCredential("Authentication", ...requestCredentials) };

export const check = defineNode({
  type: "core.check",
  version: 1,
  label: "Check",
  summary: "Looks whether a service is well: web address, port, certificate or name",
  category: "network",
  icon: "heart-pulse",
  keywords: ["monitor", "uptime", "health", "ping", "tls", "certificate", "expiry", "dns", "latency", "status"],
  inputs: ["main"],
  outputs: ["ok", "failed"],
  credentials,
  params,
  line: "{what.url}{what.host}{what.name}",
  effect: "none",
  pace: ({ atOnce }) => ({ batchSize: atOnce, pauseMs: 0 }),
  async execute(context) {
    const { item, params: given } = context;
    const { problem, facts } = await look(context);
    const result = { ok: problem === undefined, problem: problem ?? null, ...facts, at: new Date().toISOString() };
    const checked: Item = { ...item, json: { ...item.json, [given.into]: result } };
    return problem === undefined ? { ok: checked } : { failed: checked };
  },
});

type Context = ItemContext<typeof params, typeof credentials>;
type What = Context["params"]["what"];

async function look(context: Context): Promise<Verdict> {
  const { params: given, probe } = context;
  const { what } = given;
  const timeoutMs = given.seconds * 1_000;
  switch (what.is) {
    case "http":
      return lookAtAddress(context, what, timeoutMs);
    case "tcp": {
      const { host, port, contains } = what;
      return verdictOn(await probe({ host, port, tls: false, greeting: contains !== "", timeoutMs }), what, Date.now());
    }
    case "tls":
      return verdictOn(await probe({ host: what.host, port: what.port, tls: true, timeoutMs }), what, Date.now());
    case "dns":
      return lookAtName(context, what, timeoutMs);
  }
}

async function lookAtAddress({ probe, credentials: { auth } }: Context, what: Case<"http">, timeoutMs: number) {
  const ends = Date.now() + timeoutMs;
  const codes = statusRanges(what.status);
  let url = addressIn(what.url);
  const { origin } = url;
  let found: Probe;
  for (let hops = 0; ; hops++) {
    const isOwn = url.origin === origin;
    found = await probe({
      host: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port) || (url.protocol === "https:" ? 443 : 80),
      tls: url.protocol === "https:",
      timeoutMs: hops === 0 ? timeoutMs : Math.max(1, ends - Date.now()),
      // Secrets are for the address that was written down.
      ...(isOwn && auth && { auth }),
      http: {
        method: what.method,
        path: url.pathname + url.search,
        headers: isOwn ? what.headers.filter(({ name }) => name !== "") : [],
        ...(what.method === "POST" && { body: what.body }),
      },
    });
    if (!what.redirects || hops === maxHops || !found.location || !isRedirect(found.status)) break;
    if (!URL.canParse(found.location, url)) break;
    const next = new URL(found.location, url);
    if (!/^https?:$/.test(next.protocol)) break;
    url = next;
  }
  const verdict = verdictOn(found, { ...what, codes }, Date.now());
  return { ...verdict, facts: { url: `${url.origin}${url.pathname}`, ...verdict.facts } };
}

async function lookAtName(
  { lookUpName }: Context,
  { name, record, server, contains }: Case<"dns">,
  timeoutMs: number,
): Promise<Verdict> {
  const began = performance.now();
  const ms = () => Math.round(performance.now() - began);
  try {
    const values = await lookUpName({ name, record, server, timeoutMs });
    const isThere = contains === "" || values.some((value) => value.includes(contains));
    const problem = isThere ? undefined : `None of the values contains "${contains.slice(0, 100)}"`;
    return { facts: { ms: ms(), values }, problem };
  } catch (thrown) {
    if (thrown instanceof NodeError) throw thrown;
    const { code = "FAILED", message = String(thrown) } = thrown as { code?: string; message?: string };
    return { facts: { ms: ms(), values: [], code }, problem: nameProblems[code] ?? message };
  }
}

type Case<K extends What["is"]> = Extract<What, { is: K }>;

const nameProblems: { [code: string]: string } = {
  ENOTFOUND: "The name is not known",
  ENODATA: "The name has no such record",
  ETIMEOUT: "The name server did not answer in time",
  ECONNREFUSED: "The name server does not answer",
  ESERVFAIL: "The name server failed",
  EREFUSED: "The name server refuses to answer",
};

function addressIn(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new NodeError("The address is not a URL", {
      ...{ code: "URL_INVALID", param: "what.url", hint: "A URL starts with http:// or https://" },
    });
  return url;
}

const isRedirect = (status = 0) => [301, 302, 303, 307, 308].includes(status);
const maxHops = 5;
