import { documentNode } from "@/nodes/api-document/definition";
import type { DocumentFacts, StoredOperation } from "@/nodes/api-document/stored";
import type { NodeDefinition } from "@/nodes/sdk/define-node";
import type { Store } from "@/server/db/client";
import { isJsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

const prefix = "api.";
export const isApiType = (type: string) => type.startsWith(prefix);
export const apiTypeOf = (slug: string) => prefix + slug;
export const slugOf = (type: string) => type.slice(prefix.length);

/** Node types that users made of OpenAPI documents. Documents never change, so that what was built of one is kept. */
export type ApiTypes = {
  has(type: string): boolean;
  /** The type as the node needs it: with the document of its version and the operation it is told to do. */
  find(node: Pick<WorkflowNode, "type" | "version" | "params">): NodeDefinition | undefined;
};

const keptDefinitions = 500;

export function createApiTypes({ rawRead }: Pick<Store, "rawRead">): ApiTypes {
  const built = new Map<string, NodeDefinition>();
  const findNode = rawRead.prepare<[string], { id: string; label: string }>(
    "SELECT id, label FROM api_nodes WHERE project_id = 'main' AND slug = ?",
  );
  const findFacts = rawRead.prepare<[string, number], { facts: string }>(
    "SELECT facts FROM api_documents WHERE node_id = ? AND version = ?",
  );
  const findOperation = rawRead.prepare<[string, number, string], { data: string }>(
    "SELECT data FROM api_operations WHERE node_id = ? AND version = ? AND key = ?",
  );

  return {
    has: (type) => isApiType(type) && findNode.get(slugOf(type)) !== undefined,
    find({ type, version, params }) {
      const row = isApiType(type) ? findNode.get(slugOf(type)) : undefined;
      if (!row) return undefined;
      const wanted = operationKey(params);
      const key = JSON.stringify([row.id, row.label, version, wanted]);
      const known = built.get(key);
      if (known) return known;
      const document = findFacts.get(row.id, version);
      if (!document) return undefined;
      const operation = findOperation.get(row.id, version, wanted);
      const facts = JSON.parse(document.facts) as DocumentFacts;
      const stored = operation && (JSON.parse(operation.data) as StoredOperation);
      const definition = documentNode({ type, version, label: row.label, facts }, stored, wanted);
      if (built.size >= keptDefinitions) built.delete(built.keys().next().value ?? key);
      built.set(key, definition);
      return definition;
    },
  };
}

function operationKey({ operation }: WorkflowNode["params"]): string {
  return isJsonObject(operation) && typeof operation.is === "string" ? operation.is : "";
}
