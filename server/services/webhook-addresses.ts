import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import type { FormTrigger } from "@/nodes/sdk/form";
import type { Store } from "@/server/db/client";
import { formTriggers, webhookTriggers } from "@/server/runs/triggers";
import { AppError } from "@/shared/errors";
import type { RequestDoor } from "@/shared/webhook-request";
import type { WorkflowDocument } from "@/shared/workflow";

/** A webhook or a form of a workflow, as it is published or in the draft. */
export type Address = {
  workflowId: string;
  workflowName: string;
  /** Of what is published. */
  versionId: number | null;
  document: WorkflowDocument;
  nodeId: string;
  path: string;
  methods: readonly string[];
  takes: { is: "webhook"; webhook: WebhookTrigger } | { is: "form"; form: FormTrigger };
};

type Row = { id: string; name: string; versionId: number | null; document: string };

export function addressesOf(store: Store, door: RequestDoor, of: "published" | "draft"): Address[] {
  const rows = store.rawRead.prepare<[string], Row>(statements[of]).all(`"${nodeTypes[door]}"`);
  return rows.flatMap(({ id, name, versionId, document: text }) => {
    const document = JSON.parse(text) as WorkflowDocument;
    const workflow = { workflowId: id, workflowName: name, versionId, document };
    return triggersOf[door](document).map((trigger) => ({ ...workflow, ...trigger }));
  });
}

const statements = {
  published: `
    SELECT w.id, w.name, v.id AS versionId, v.document FROM workflows w JOIN versions v ON v.id = w.published_version_id
    WHERE instr(v.document, ?) > 0`,
  draft: `
    SELECT id, name, NULL AS versionId, document FROM workflows WHERE instr(node_types, ?) > 0`,
};

const nodeTypes = { webhook: "core.webhook", form: "core.formTrigger" } as const;

type Trigger = Pick<Address, "nodeId" | "path" | "methods" | "takes">;

const triggersOf: { [door in RequestDoor]: (document: WorkflowDocument) => Trigger[] } = {
  webhook: (document) =>
    orNone(() => webhookTriggers(document)).map(({ node, webhook }) => ({
      ...{ nodeId: node.id, path: webhook.path, methods: webhook.methods, takes: { is: "webhook", webhook } },
    })),
  form: (document) =>
    orNone(() => formTriggers(document)).map(({ node, form }) => ({
      ...{ nodeId: node.id, path: form.path, methods: ["GET", "HEAD", "POST"], takes: { is: "form", form } },
    })),
};

/** A draft may hold what makes no address yet. */
function orNone<T>(read: () => T[]): T[] {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof AppError) return [];
    throw thrown;
  }
}
