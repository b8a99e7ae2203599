import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "@/server/api/root";
import type { NodeTypeInfo } from "@/shared/api";
import type { WorkflowDocument } from "@/shared/workflow";
import type { Editor } from "./editor-context";
import { createRunControl } from "./run-control";
import { createEditorStore } from "./store";
import { report } from "./use-open-workflow";

type Parts = {
  workflowId: string;
  document: WorkflowDocument;
  /** Milliseconds since 1970. */
  updatedAt?: number;
  types: readonly NodeTypeInfo[];
  client: TRPCClient<AppRouter>;
  navigate: (href: string) => void;
  reload?: () => void;
};

/** A document to look at: an execution's, or a version's. Whoever opens it closes its `run`. */
export function createReadOnlyEditor(parts: Parts): Editor {
  const { workflowId, document, updatedAt = 0, types, client, navigate, reload = () => {} } = parts;
  const store = createEditorStore(
    { id: workflowId, projectId: "", role: "viewer", document, revision: 0, updatedAt, published: null, webhooks: [] },
    new Map(types.map((info) => [info.type, info])),
    null,
    null,
  );
  const run = createRunControl(client, store.state, report);
  return { ...store, run, client, canvas: { current: null }, pointer: { current: null }, navigate, reload };
}
