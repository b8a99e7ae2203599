import type { Store } from "@/server/db/client";
import { outputsIn, passesOf, type StoredOutputs } from "@/server/db/step-outputs";
import { realParts, type SealedParts } from "@/server/redaction/sealed-parts";
import type { ApiTypes } from "@/server/runs/api-types";
import type { Reuse } from "@/server/runs/reuse";
import type { Cipher } from "@/server/secrets/cipher";
import type { JsonObject, Ports } from "@/shared/item";
import { hidden } from "@/shared/redact";
import type { WorkflowDocument } from "@/shared/workflow";
import type { PastStep } from "./history";
import { openVersion, type WorkflowVersion } from "./workflow-version";

/** What a worker reads: versions (kept, they never change), variables, settings, and the steps of earlier attempts. */
export type Library = {
  version(id: number): WorkflowVersion;
  projectOf(workflowId: string): string;
  vars(): JsonObject;
  /** As people may see them. */
  shownVars(): JsonObject;
  /** Values of secret variables that a version of a workflow names. */
  secretsNamedIn(versionId: number): string[];
  timezone(): string;
  forgetSettings(): void;
  /** `real`: also what is hidden in what is stored. */
  pastSteps(executionId: number, real?: SealedParts): RecordedRow[];
  /** What some nodes gave in an earlier execution; nothing of one that is gone. */
  outputsOf(reuse: Reuse): (nodeId: string) => Ports | undefined;
  outputsOfStep(executionId: number, step: number, real?: SealedParts): Ports;
};

export type RecordedRow = PastStep & {
  index: number;
  status: string;
  memory: string | null;
  startedAt: number;
  tries: number | null;
  logs: string | null;
};

const keptVersions = 500;

export function createLibrary(store: Store, apiTypes: ApiTypes, cipher: Pick<Cipher, "open">): Library {
  const versions = new Map<number, WorkflowVersion>();
  let vars: { real: JsonObject; secrets: Map<string, string>; named: Map<number, string[]> } | undefined;
  let timezone: string | undefined;
  const db = store.rawRead;
  const findVersion = db.prepare<[number], { document: string }>("SELECT document FROM versions WHERE id = ?");
  const findProject = db.prepare<[string], string>("SELECT project_id FROM workflows WHERE id = ?").pluck();
  const findVars = db.prepare<[], { name: string; value: string; secret: string | null }>(
    "SELECT name, value, secret FROM variables",
  );
  const findSettings = db.prepare<[], { value: string }>("SELECT value FROM settings WHERE key = 'instance'");
  const findSteps = db.prepare<[number], StepRow>(
    "SELECT step, node_id, run, status, started_at, tries, sources, outputs, logs, memory FROM steps WHERE execution_id = ? ORDER BY step",
  );

  const findOutputs = db.prepare<[number, string], StoredOutputs>(
    "SELECT outputs, sources FROM steps WHERE execution_id = ? AND node_id = ? AND status = 'succeeded' ORDER BY step DESC LIMIT 1",
  );

  const findStep = db.prepare<[number, number], StoredOutputs>(
    "SELECT step, outputs, sources FROM steps WHERE execution_id = ? AND step = ?",
  );

  return {
    version(id) {
      const known = versions.get(id);
      if (known) return known;
      const row = findVersion.get(id);
      if (!row) throw new Error(`Version ${id} of a workflow is missing`);
      const version = openVersion(id, JSON.parse(row.document) as WorkflowDocument, apiTypes);
      if (versions.size >= keptVersions) versions.delete(versions.keys().next().value ?? id);
      versions.set(id, version);
      return version;
    },
    // A workflow that was deleted has nothing of its own any more.
    projectOf: (workflowId) => findProject.get(workflowId) ?? "",
    vars: () => variables().real,
    shownVars() {
      const { real, secrets } = variables();
      return { ...real, ...Object.fromEntries([...secrets.keys()].map((name) => [name, hidden])) };
    },
    secretsNamedIn(versionId) {
      const { secrets, named } = variables();
      if (secrets.size === 0) return [];
      const known = named.get(versionId);
      if (known) return known;
      const text = findVersion.get(versionId)?.document ?? "";
      const found = [...secrets].flatMap(([name, value]) => (text.includes(name) ? [value] : []));
      named.set(versionId, found);
      return found;
    },
    timezone() {
      timezone ??= (JSON.parse(findSettings.get()?.value ?? "{}") as { timezone?: string }).timezone ?? systemZone();
      return timezone;
    },
    forgetSettings() {
      vars = undefined;
      timezone = undefined;
    },
    outputsOf({ executionId, nodes }) {
      const wanted = new Set(nodes);
      return (nodeId) => {
        const row = wanted.has(nodeId) ? findOutputs.get(executionId, nodeId) : undefined;
        return row?.outputs ? outputsIn(db, executionId)(row) : undefined;
      };
    },
    outputsOfStep(executionId, step, real) {
      const row = findStep.get(executionId, step);
      if (!row?.outputs) throw new Error(`Step ${step} of execution ${executionId} is not stored any more`);
      return outputsIn(db, executionId, undefined, real && realParts(real, executionId))(row);
    },
    pastSteps(executionId, real) {
      const read = outputsIn(db, executionId, undefined, real && realParts(real, executionId));
      return findSteps.all(executionId).map((row) => ({
        index: row.step,
        nodeId: row.node_id,
        run: row.run,
        status: row.status,
        startedAt: row.started_at,
        sources: row.sources ? (JSON.parse(row.sources) as PastStep["sources"]) : {},
        outputs: read(row),
        passes: passesOf(row.outputs),
        memory: real?.get(executionId, `memory ${row.step}`) ?? row.memory,
        tries: row.tries,
        logs: row.logs,
      }));
    },
  };

  function variables() {
    if (vars) return vars;
    const secrets = new Map<string, string>();
    const real: JsonObject = {};
    for (const { name, value, secret } of findVars.all()) {
      const place = { table: "variables", id: name, type: "secret" };
      real[name] = secret === null ? value : cipher.open(secret, place);
      if (secret !== null) secrets.set(name, String(real[name]));
    }
    vars = { real, secrets, named: new Map() };
    return vars;
  }
}

const systemZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

type StepRow = {
  step: number;
  node_id: string;
  run: number;
  status: string;
  started_at: number;
  tries: number | null;
  logs: string | null;
  sources: string | null;
  outputs: Buffer | null;
  memory: string | null;
};
