import type { Store } from "@/server/db/client";
import type { webhookRequests } from "@/server/db/schema";
import { isJsonObject, type Json } from "@/shared/item";
import { hidden, type Redactor, redactorOf } from "@/shared/redact";
import { parseRedactPath } from "@/shared/redact-path";
import type { WorkflowSettings } from "@/shared/workflow";
import type { KeptHeader } from "./kept-headers";

type Call = Pick<
  typeof webhookRequests.$inferSelect,
  "path" | "query" | "headers" | "body" | "reason" | "result" | "address"
> & { isBodyCut: 0 | 1 };
type Settings = Pick<WorkflowSettings, "redact" | "keepFailed">;

/** What of the calls at its addresses a workflow wants kept. Undefined: all that others keep. */
export function hiddenCalls(store: Store): (workflowId: string) => (<C extends Call>(call: C) => C) | undefined {
  const find = store.rawRead.prepare<[string], { version: number | null; revision: number }>(
    "SELECT published_version_id AS version, revision FROM workflows WHERE id = ?",
  );
  const findSettings = store.rawRead.prepare<[string], { draft: string | null; published: string | null }>(`
    SELECT json_extract(w.document, '$.settings') AS draft,
      (SELECT json_extract(v.document, '$.settings') FROM versions v WHERE v.id = w.published_version_id) AS published
    FROM workflows w WHERE w.id = ?`);
  const known = new Map<string, { state: string; hide: ReturnType<typeof hiderOf> }>();

  return (workflowId) => {
    const row = find.get(workflowId);
    if (!row) return undefined;
    const state = `${row.version} ${row.revision}`;
    const before = known.get(workflowId);
    if (before?.state === state) return before.hide;
    const { draft, published } = findSettings.get(workflowId) ?? {};
    const all = [draft, published].map((text) => JSON.parse(text ?? "{}") as Settings);
    const hide = hiderOf(all);
    if (known.size > 10_000) known.clear();
    known.set(workflowId, { state, hide });
    return hide;
  };
}

/** The test address runs the draft: its rules count as well. */
function hiderOf(settings: Settings[]) {
  const paths = [...new Set(settings.flatMap(({ redact = [] }) => redact))];
  const keepsNone = settings.some(({ keepFailed }) => keepFailed === "none");
  if (paths.length === 0 && !keepsNone) return undefined;
  const redact = redactorOf(paths);
  const hidesPath = paths.some((path) => {
    const [first] = parseRedactPath(path);
    return first?.is !== "name" || ["params", "webhookurl"].includes(first.name);
  });
  return <C extends Call>(call: C): C => {
    if (keepsNone) return { ...call, ...nothing, path: hidesPath ? hiddenPath(call.path) : call.path };
    return {
      ...call,
      path: hidesPath ? hiddenPath(call.path) : call.path,
      query: call.query && queryWith(call.query, redact),
      headers: call.headers && headersWith(call.headers, redact),
      ...(call.body && bodyWith(call.body, redact)),
    };
  };
}

const nothing = { query: null, headers: null, body: null, reason: null, address: null, isBodyCut: 1 } as const;
/** Which door it was is still told. */
const hiddenPath = (path: string) => path.replace(/^(\/[\w-]*\/?).*$/s, `$1${hidden}`);

function queryWith(query: string, redact: Redactor): string {
  const fields: [string, string][] = [...new URLSearchParams(query)];
  const shown = redact({ query: Object.fromEntries(fields) }).query as { [name: string]: Json };
  return new URLSearchParams(fields.map(([name, value]) => [name, shown[name] === hidden ? hidden : value])).toString();
}

function headersWith(headers: string, redact: Redactor): string {
  const list = JSON.parse(headers) as KeptHeader[];
  const shown = redact({ headers: Object.fromEntries(list.map(({ name, value }) => [name, value])) }).headers as Json;
  const isHidden = (name: string) => !isJsonObject(shown) || shown[name] === hidden;
  return JSON.stringify(list.map(({ name, value }) => ({ name, value: isHidden(name) ? null : value })));
}

/** In a body that is no JSON nobody can say what is to be hidden. */
function bodyWith(body: Buffer, redact: Redactor): { body: Buffer | null; isBodyCut: 0 | 1 } {
  try {
    const value = JSON.parse(body.toString("utf8")) as Json;
    // What was entered in a form is an item by itself.
    const shown = redact(redact({ body: value }).body as Json);
    return { body: Buffer.from(JSON.stringify(shown)), isBodyCut: shown === value ? 0 : 1 };
  } catch {
    return { body: null, isBodyCut: 1 };
  }
}
