import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import type { Dispatcher } from "@/server/runs/dispatcher";
import type { Once } from "@/server/runs/intake-keys";
import type { Listener } from "@/server/runs/listener";
import type { RawCall } from "@/server/runs/raw-call";
import { webhookTriggers } from "@/server/runs/triggers";
import { matchSegments } from "@/server/runs/webhook-paths";
import type { TestListener, WebhookTable } from "@/server/services/context";
import type { WorkflowDocument } from "@/shared/workflow";

export type Target = {
  webhook: WebhookTrigger;
  /** Stores the execution, then starts it. Resolves with its id, or with that of the one which the same event started. */
  start(
    inputText: string,
    options: { listener?: Listener; once?: Once; raw?: RawCall },
  ): Promise<{ id: number; isRepeated: boolean }>;
  place: { workflowId: string; nodeId: string };
  /** Where a call is recorded that could not be read. Not for test calls. */
  published?: { workflowId: string; versionId: number; nodeId: string };
};

export type Found =
  | { target: Target; params: { [name: string]: string } }
  /** The path is known, with these methods. */
  | { allowed: string[]; place: Target["place"] | undefined }
  | undefined;

type Entry = { segments: string[]; byMethod: Map<string, Target> };
type Row = { workflow_id: string; version_id: number; document: string };

/** Every address that answers: those of published workflows, and test addresses while somebody listens. */
export function createWebhookTable(store: Store, acceptOnce: Dispatcher["acceptOnce"]) {
  const log = logger("webhooks");
  const findPublished = store.rawRead.prepare<[], Row>(
    `SELECT w.id AS workflow_id, v.id AS version_id, v.document FROM workflows w JOIN versions v ON v.id = w.published_version_id`,
  );
  let published = new Map<string, Entry>();
  const tests = new Map<string, Entry>();

  const table: WebhookTable & {
    reload(): void;
    find(path: string, method: string): Found;
    findTest(path: string, method: string): Found;
  } = {
    reload() {
      const next = new Map<string, Entry>();
      for (const row of findPublished.all()) {
        try {
          const document = JSON.parse(row.document) as WorkflowDocument;
          for (const { node, webhook } of webhookTriggers(document)) {
            const { workflow_id: workflowId, version_id: versionId } = row;
            add(next, {
              webhook,
              place: { workflowId, nodeId: node.id },
              published: { workflowId, versionId, nodeId: node.id },
              start: (inputText, { once, listener, raw }) => {
                const order = { workflowId, versionId, mode: "webhook", startNode: node.id, inputText, raw } as const;
                return acceptOnce(order, once, listener);
              },
            });
          }
        } catch (err) {
          log.error({ err, workflow: row.workflow_id }, "The webhooks of a workflow could not be read");
        }
      }
      published = next;
    },
    find: (path, method) => match(published, path, method),
    findTest: (path, method) => match(tests, path, method),
    listen(test: TestListener) {
      const start: Target["start"] = async (inputText, { listener }) => {
        return { id: await test.start(inputText, listener), isRepeated: false };
      };
      const { webhook, workflowId, nodeId } = test;
      const target: Target = { webhook, start, place: { workflowId, nodeId } };
      add(tests, target);
      return () => {
        const entry = tests.get(test.webhook.path);
        for (const method of test.webhook.methods) {
          if (entry?.byMethod.get(method) === target) entry.byMethod.delete(method);
        }
        if (entry?.byMethod.size === 0) tests.delete(test.webhook.path);
      };
    },
  };
  return table;
}

function add(entries: Map<string, Entry>, target: Target) {
  const { path, methods } = target.webhook;
  const entry = entries.get(path) ?? { segments: path.split("/"), byMethod: new Map() };
  for (const method of methods) entry.byMethod.set(method, target);
  entries.set(path, entry);
}

/** An exact path wins over one with `:name` segments. */
function match(entries: Map<string, Entry>, path: string, method: string): Found {
  const exact = entries.get(path);
  const direct = exact?.byMethod.get(method);
  if (direct) return { target: direct, params: {} };
  const allowed = new Map(exact?.byMethod);
  const wanted = path.split("/");
  for (const { segments, byMethod } of entries.values()) {
    const params = matchSegments(segments, wanted);
    if (!params) continue;
    const target = byMethod.get(method);
    if (target) return { target, params };
    for (const [known, other] of byMethod) allowed.set(known, other);
  }
  const [first] = allowed.values();
  return allowed.size ? { allowed: [...allowed.keys()], place: first?.place } : undefined;
}
