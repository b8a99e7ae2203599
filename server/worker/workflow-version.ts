import { findNode } from "@/nodes/registry";
import { defineNode, type NodeDefinition } from "@/nodes/sdk";
import type { Effect } from "@/nodes/sdk/define-node";
import { describeParams } from "@/nodes/sdk/params";
import { RunFailure } from "@/server/engine/errors";
import { type ApiTypes, isApiType } from "@/server/runs/api-types";
import { compileParams, type NodeReads, nodesRead, type ParamTemplate } from "@/server/sandbox/compile-params";
import type { Fields } from "@/shared/field";
import type { Json, JsonObject } from "@/shared/item";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";
import { typedSecrets } from "./typed-secrets";

/** A workflow version made ready to run: definitions found, old parameters upgraded, expressions parsed. Made once. */
export type WorkflowVersion = {
  id: number;
  document: WorkflowDocument;
  nodeByName: Map<string, WorkflowNode>;
  prepared(node: WorkflowNode): PreparedNode;
};

export type PreparedNode = {
  definition: NodeDefinition;
  /** What running it a second time would do, with its stored parameters. */
  effect: Effect;
  template: ParamTemplate;
  /** Checked values of its parameters without expressions, from the first run on. */
  checked: Map<string, unknown>;
  codeReads: (source: string) => NodeReads;
  /** Fields in which secrets are entered; absent, as for most nodes: there are none. */
  secretFields?: Fields;
};

export function openVersion(id: number, document: WorkflowDocument, apiTypes: ApiTypes): WorkflowVersion {
  const prepared = new Map<string, PreparedNode>();
  return {
    id,
    document,
    nodeByName: new Map(document.nodes.map((node) => [node.name, node])),
    prepared(node) {
      let known = prepared.get(node.id);
      // A user may have deleted the type meanwhile.
      const definition = isApiType(node.type) ? apiTypes.find(node) : findNode(node.type);
      if (!known || (isApiType(node.type) && known.definition !== definition)) {
        known = prepare(node, definition);
        prepared.set(node.id, known);
      }
      return known;
    },
  };
}

/** Stands in for a disabled node of an unknown type: items pass it by. */
const unknownNode = defineNode({
  type: "unknown",
  version: 1,
  label: "Unknown",
  summary: "Passes its items on unchanged",
  category: "flow",
  icon: "circle-help",
  inputs: ["main"],
  outputs: ["main"],
  params: {},
  effect: "none",
  executeAll: ({ inputs }) => ({ main: inputs.main }),
});

function prepare(node: WorkflowNode, found: NodeDefinition | undefined): PreparedNode {
  const definition = found ?? (node.disabled ? unknownNode : undefined);
  if (!definition) {
    throw new RunFailure({
      code: "NODE_UNKNOWN",
      message: `"${node.name}" is of the type "${node.type}", which this server does not have`,
      hint: "Replace the node by one of the palette, or disable it",
      nodeId: node.id,
    });
  }
  const params = node.disabled ? {} : upgrade(definition, node);
  const fields = describeParams(definition.params);
  return {
    ...(typedSecrets(fields, params).some((text) => text !== "") && { secretFields: fields }),
    definition,
    effect: definition.effectWith?.(params) ?? definition.effect,
    checked: new Map(),
    template: compileParams(params as Json, fields),
    codeReads: (source) => nodesRead([source]),
  };
}

function upgrade(definition: NodeDefinition, node: WorkflowNode): JsonObject {
  if (node.version > definition.version) {
    throw new RunFailure({
      code: "NODE_TOO_NEW",
      message: `"${node.name}" was made by a newer version of Islewire`,
      hint: "Update this server",
      nodeId: node.id,
    });
  }
  let params: { [name: string]: unknown } = node.params;
  for (let version = node.version; version < definition.version; version++) {
    params = definition.upgrades?.[version]?.(params) ?? params;
  }
  return params as JsonObject;
}
