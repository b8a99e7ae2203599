import type { WebhookTrigger } from "@/nodes/sdk/define-node";
import type { Store } from "@/server/db/client";
import { webhookTriggers } from "@/server/runs/triggers";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";

/** A webhook of a workflow, as it is published or in the draft. */
export type Address = {
  workflowId: string;
  workflowName: string;
  /** Of what is published. */
  versionId: number | null;
  document: WorkflowDocument;
  nodeId: string;
  webhook: WebhookTrigger;
};

type Row = { id: string; name: string; versionId: number | null; document: string };

export function webhookAddresses(store: Store, of: "published" | "draft"): Address[] {
  const rows = store.rawRead.prepare<[], Row>(statements[of]).all();
  return rows.flatMap(({ id, name, versionId, document: text }) => {
    const document = JSON.parse(text) as WorkflowDocument;
    return triggersOf(document).map(({ node, webhook }) => ({
      ...{ workflowId: id, workflowName: name, versionId, document, nodeId: node.id, webhook },
    }));
  });
}

const statements = {
  published: `
    SELECT w.id, w.name, v.id AS versionId, v.document FROM workflows w JOIN versions v ON v.id = w.published_version_id
    WHERE instr(v.document, '"core.webhook"') > 0`,
  draft: `
    SELECT id, name, NULL AS versionId, document FROM workflows WHERE instr(node_types, '"core.webhook"') > 0`,
};

/** A draft may hold what makes no address yet. */
function triggersOf(document: WorkflowDocument) {
  try {
    return webhookTriggers(document);
  } catch (thrown) {
    if (thrown instanceof AppError) return [];
    throw thrown;
  }
}
