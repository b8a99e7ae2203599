import type { FormTrigger } from "@/nodes/sdk/form";
import type { Store } from "@/server/db/client";
import { logger } from "@/server/processes/logger";
import type { Dispatcher } from "@/server/runs/dispatcher";
import { intakeKey, type Once } from "@/server/runs/intake-keys";
import type { Listener } from "@/server/runs/listener";
import { formTriggers } from "@/server/runs/triggers";
import type { FormTable } from "@/server/services/context";
import type { WorkflowDocument } from "@/shared/workflow";
import { leadsToForm } from "./flow";

export type FormTarget = {
  form: FormTrigger;
  /** Pages follow: the browser waits for them. */
  followed: boolean;
  mode: "production" | "test";
  place: { workflowId: string; nodeId: string };
  start(inputText: string, how: { token?: string; listener?: Listener }): Promise<{ id: number; isRepeated: boolean }>;
};

type Row = { workflow_id: string; version_id: number; document: string };

/** Every form that is shown: those of published workflows, and test forms while somebody listens. */
export function createFormTable(store: Store, acceptOnce: Dispatcher["acceptOnce"]) {
  const log = logger("forms");
  const findPublished = store.rawRead.prepare<[], Row>(`
    SELECT w.id AS workflow_id, v.id AS version_id, v.document FROM workflows w JOIN versions v ON v.id = w.published_version_id
    WHERE instr(v.document, '"core.formTrigger"') > 0`);
  let published = new Map<string, FormTarget>();
  const tests = new Map<string, FormTarget>();

  const table: FormTable & {
    reload(): void;
    find(path: string): FormTarget | undefined;
    findTest(path: string): FormTarget | undefined;
  } = {
    reload() {
      const next = new Map<string, FormTarget>();
      for (const { workflow_id: workflowId, version_id: versionId, document: text } of findPublished.all()) {
        try {
          const document = JSON.parse(text) as WorkflowDocument;
          for (const { node, form } of formTriggers(document)) {
            const start: FormTarget["start"] = (inputText, { token, listener }) => {
              const order = { workflowId, versionId, mode: "webhook", startNode: node.id, inputText } as const;
              return acceptOnce(order, token ? onceOf(node.id, token) : undefined, listener);
            };
            const place = { workflowId, nodeId: node.id };
            next.set(form.path, { form, start, place, mode: "production", followed: leadsToForm(document, node.id) });
          }
        } catch (err) {
          log.error({ err, workflow: workflowId }, "The forms of a workflow could not be read");
        }
      }
      published = next;
    },
    find: (path) => published.get(path),
    findTest: (path) => tests.get(path),
    listen({ workflowId, form, document, nodeId, start: startTest }) {
      const start: FormTarget["start"] = async (inputText, { listener }) => {
        return { id: await startTest(inputText, listener), isRepeated: false };
      };
      const place = { workflowId, nodeId };
      const target: FormTarget = { form, start, place, mode: "test", followed: leadsToForm(document, nodeId) };
      tests.set(form.path, target);
      return () => {
        if (tests.get(form.path) === target) tests.delete(form.path);
      };
    },
  };
  return table;
}

/** A page that was sent once starts nothing more, also when the server was started anew meanwhile. */
const onceOf = (nodeId: string, token: string): Once => ({
  key: intakeKey(nodeId, "form", token),
  forMs: 86_400_000,
  triesFailedAgain: false,
});
