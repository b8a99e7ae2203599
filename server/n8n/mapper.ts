import type { JsonObject } from "@/shared/item";

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
