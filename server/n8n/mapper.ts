import type { JsonObject } from "@/shared/item";
import type { WorkflowNode } from "@/shared/workflow";

/** One of n8n's nodes as ours. Inputs and outputs are our port names in n8n's order. */
export type MappedNode = {
  type: string;
  version: number;
  params: JsonObject;
  inputs: string[];
  outputs: string[];
  warnings: string[];
};

/** What is left out: version 1, no parameters, one input and one output called `main`, no warnings. */
export type Mapped = Partial<Omit<MappedNode, "type">> & { type: string };

/** `version` is n8n's `typeVersion`. Parameters are as stored: what equals the version's default is absent. */
export type Mapper = (params: JsonObject, version: number) => Mapped;

/** By n8n's type without `n8n-nodes-base.`, such as `httpRequest`. */
export type Mappers = { [type: string]: Mapper };

/** One of our nodes as n8n's. Inputs and outputs are our port names in n8n's order. */
export type ExportedNode = {
  /** n8n's whole type, such as `n8n-nodes-base.if`. */
  type: string;
  typeVersion: number;
  parameters: JsonObject;
  inputs: string[];
  outputs: string[];
  warnings: string[];
};

/** What is left out: one input and one output called `main`, no warnings. */
export type Exported = Partial<ExportedNode> & Pick<ExportedNode, "type" | "typeVersion" | "parameters">;

/**
 * `params` are those of the newest version of the node type, with every default filled in; any may be an expression.
 * Nothing where n8n cannot do this: a node that does nothing stands in, and keeps the parameters in its notes.
 */
export type Exporter = (params: JsonObject, node: WorkflowNode) => Exported | undefined;

/** By our type, such as `core.if`. Writes the newest version of n8n's node, the one the mapper reads back as the same. */
export type Exporters = { [ourType: string]: Exporter };
