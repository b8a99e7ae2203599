import { createHash } from "node:crypto";
import type { Store } from "@/server/db/client";
import type { ErrorInfo } from "@/shared/errors";
import type { ExecutionMode } from "@/shared/execution";
import type { Item, Json } from "@/shared/item";
import type { WorkflowSettings } from "@/shared/workflow";
import type { KeepRules } from "./keep-rules";
import type { NewExecution } from "./new-execution";
import type { RedactedInput } from "./redacted-inputs";

/**
 * Executions of one workflow that belong together, such as those of one order, share a lane: a few of them at a time, in
 * the order in which they came, or only the newest of a burst. The rule is the published version's, the key comes from
 * the first item, and all is decided within the commit that stores the new execution.
 */
export type Lanes = ReturnType<typeof createLanes>;

export type LaneRule = Pick<WorkflowSettings, "laneKey" | "concurrency" | "debounce">;

/** How a new execution begins, with what is written into its row. */
export type Entry = {
  lane: string | null;
  laneLimit: number | null;
  /** `free`: at once. `queued`: after others. `held`: at `wakeAt`, if no newer one comes. `skipped`: never. */
  state: "free" | "queued" | "held" | "skipped";
  wakeAt: number | null;
  /** When the first of a burst came. */
  heldSince: number | null;
  error: ErrorInfo | null;
  /** Running ones that make room for this one: to be cancelled after the commit. */
  cancels: number[];
  /** Those that had not begun and are over now. */
  superseded: { id: number; error: ErrorInfo }[];
};

export const noLane: Entry = {
  ...{ lane: null, laneLimit: null, state: "free", wakeAt: null, heldSince: null, error: null },
  ...{ cancels: [], superseded: [] },
};

/** Started from outside: what somebody tries out, repeats or calls from another workflow is never held. */
const inLanes = new Set<ExecutionMode>(["webhook", "schedule", "message", "retry"]);

export function createLanes(store: Store, keep: KeepRules) {
  const findRule = store.rawRead.prepare<[number], { settings: string | null }>(
    "SELECT json_extract(document, '$.settings') AS settings FROM versions WHERE id = ?",
  );
  const rules = new Map<number, LaneRule | null>();
  // As the index of lanes says.
  const inLane =
    "workflow_id = @workflowId AND lane = @lane AND lane IS NOT NULL AND status IN ('queued', 'running', 'waiting')";
  const open = `${inLane} AND status IN ('queued', 'running')`;
  const findOpen = store.prepareWrite(
    `SELECT id, status FROM executions WHERE ${open} AND (status = 'running' OR wake_at IS NULL) ORDER BY id LIMIT @limit`,
  );
  const findHeld = store.prepareWrite(`
    SELECT id, held_since AS heldSince FROM executions
    WHERE ${inLane} AND status = 'waiting' AND held_since IS NOT NULL ORDER BY id DESC LIMIT 1`);
  const end = store.prepareWrite(`
    UPDATE executions SET status = 'cancelled', finished_at = @now, wake_at = NULL, error = @error
    WHERE id = @id AND status IN ('queued', 'waiting') AND attempt = 0 RETURNING id, version_id AS versionId`);

  return {
    /** Of a version, where it has one that holds for executions of this kind. */
    ruleOf(versionId: number, mode: ExecutionMode): LaneRule | undefined {
      if (!inLanes.has(mode)) return undefined;
      let rule = rules.get(versionId);
      if (rule === undefined) {
        rule = readRule(findRule.get(versionId)?.settings ?? null);
        if (rules.size > 10_000) rules.clear();
        rules.set(versionId, rule);
      }
      return rule ?? undefined;
    },

    /** To be called within the commit that stores the execution; `inputText` is JSON of its items, which `hides` hides. */
    enter(
      rule: LaneRule,
      { mode, workflowId, inputText }: Pick<NewExecution, "mode" | "workflowId" | "inputText">,
      now: number,
      hides?: RedactedInput,
    ): Entry {
      const key = laneOf(rule.laneKey, inputText);
      const lane = hides ? hides.lane(key, laneOf(rule.laneKey, hides.inputText)) : key;
      const entry: Entry = { ...noLane, lane, laneLimit: rule.concurrency?.limit ?? null };
      if (rule.debounce && mode !== "retry") return hold(entry, rule.debounce, workflowId, lane, now);
      if (!rule.concurrency) return entry;
      const { limit, whenBusy } = rule.concurrency;
      const others = findOpen.all({ workflowId, lane, limit: 1_000 }) as { id: number; status: string }[];
      if (others.length < limit) return entry;
      switch (whenBusy) {
        case "queue":
          return { ...entry, state: "queued" };
        case "skip":
          return { ...entry, state: "skipped", error: skipped(others[0]?.id ?? 0, rule.laneKey, lane) };
        case "replace": {
          const error = replaced("A newer event of the same key took its place");
          const superseded = others.filter(({ id }) => supersede(id, error, now));
          const cancels = others.filter((one) => one.status === "running").map(idOf);
          return { ...entry, state: "queued", cancels, superseded: superseded.map(({ id }) => ({ id, error })) };
        }
      }
    },
  };

  function supersede(id: number, error: ErrorInfo, now: number): boolean {
    const ended = end.get({ id, now, error: JSON.stringify(error) }) as { id: number; versionId: number } | undefined;
    if (ended) keep.ended({ ...ended, status: "cancelled" }, now);
    return ended !== undefined;
  }

  function hold(
    entry: Entry,
    { seconds, maxSeconds }: NonNullable<LaneRule["debounce"]>,
    workflowId: string,
    lane: string,
    now: number,
  ): Entry {
    const earlier = findHeld.get({ workflowId, lane }) as { id: number; heldSince: number } | undefined;
    const heldSince = earlier?.heldSince ?? now;
    const error = replaced(`A newer event of the same key came within ${seconds} s`);
    const isOver = earlier && supersede(earlier.id, error, now);
    const superseded = isOver ? [{ id: earlier.id, error }] : [];
    const latest = maxSeconds === undefined ? Number.POSITIVE_INFINITY : heldSince + maxSeconds * 1000;
    return {
      ...entry,
      state: "held",
      heldSince,
      superseded,
      wakeAt: Math.min(now + seconds * 1000, Math.max(latest, now)),
    };
  }
}

const idOf = ({ id }: { id: number }) => id;

function readRule(settingsText: string | null): LaneRule | null {
  const { laneKey, concurrency, debounce } = JSON.parse(settingsText ?? "{}") as WorkflowSettings;
  return concurrency || debounce ? { laneKey, concurrency, debounce } : null;
}

/** Events without the key share one lane, so that a missing key never lets two run at once. */
function laneOf(key: string | undefined, inputText: string): string {
  if (!key) return "";
  const [item] = JSON.parse(inputText) as Item[];
  const value = valueAt(item?.json, key);
  if (value === undefined || value === null || value === "") return "";
  return laneText(typeof value === "object" ? JSON.stringify(value) : String(value));
}

/** A key as it is stored. */
export const laneText = (key: string) =>
  key.length <= longestLane ? key : `sha256:${createHash("sha256").update(key).digest("hex")}`;

const longestLane = 200;

/** `body.order.id` or `body.items[0].id`: a walk along own properties, no code runs. */
function valueAt(json: Json | undefined, path: string): Json | undefined {
  let value = json;
  for (const part of path.replace(/\[(\d+)\]/g, ".$1").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as { [name: string]: Json })[part];
  }
  return value;
}

const skipped = (other: number, key: string | undefined, lane: string): ErrorInfo => ({
  code: "SKIPPED_BUSY",
  message: `Not started: execution ${other}${key ? ` with the same key "${lane.slice(0, 60)}"` : ""} was still under way`,
  hint: "The workflow's settings say what happens then: wait in line, skip, or take its place",
});

const replaced = (message: string): ErrorInfo => ({
  code: "SUPERSEDED",
  message,
  hint: "This is what the workflow's settings ask for; the newer execution does the work",
});
