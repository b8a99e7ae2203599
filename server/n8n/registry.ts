import type { JsonObject } from "@/shared/item";
import type { MappedNode, Mappers } from "./mapper";
import { codeMappers } from "./nodes/code";
import { compareDatasetsMappers } from "./nodes/compare-datasets";
import { compressionMappers } from "./nodes/compression";
import { conditionsMappers } from "./nodes/conditions";
import { cryptoMappers } from "./nodes/crypto";
import { dateTimeMappers } from "./nodes/date-time";
import { debugMappers } from "./nodes/debug";
import { diskMappers } from "./nodes/disk";
import { filesMappers } from "./nodes/files";
import { flowMappers } from "./nodes/flow";
import { httpRequestMappers } from "./nodes/http-request";
import { itemsMappers } from "./nodes/items";
import { keysMappers } from "./nodes/keys";
import { markdownMappers } from "./nodes/markdown";
import { markupMappers } from "./nodes/markup";
import { mergeMappers } from "./nodes/merge";
import { renameKeysMappers } from "./nodes/rename-keys";
import { respondToWebhookMappers } from "./nodes/respond-to-webhook";
import { setMappers } from "./nodes/set";
import { summarizeMappers } from "./nodes/summarize";
import { triggersMappers } from "./nodes/triggers";
import { webMappers } from "./nodes/web";

/** Every node of n8n that has a counterpart here: one line per family. */
const mappers: Mappers = {
  ...summarizeMappers,
  ...renameKeysMappers,
  ...cryptoMappers,
  ...keysMappers,
  ...debugMappers,
  ...markdownMappers,
  ...markupMappers,
  ...filesMappers,
  ...compareDatasetsMappers,
  ...compressionMappers,
  ...webMappers,
  ...diskMappers,
  ...codeMappers,
  ...conditionsMappers,
  ...dateTimeMappers,
  ...flowMappers,
  ...httpRequestMappers,
  ...itemsMappers,
  ...mergeMappers,
  ...respondToWebhookMappers,
  ...setMappers,
  ...triggersMappers,
};

const prefix = "n8n-nodes-base.";
const main = ["main"];

/** A node without a counterpart keeps its type and parameters. */
export function mapN8nNode(type: string, version: number, params: JsonObject): MappedNode {
  const short = type.startsWith(prefix) ? type.slice(prefix.length) : "";
  const mapper = Object.hasOwn(mappers, short) ? mappers[short] : undefined;
  if (!mapper) {
    const warnings = [
      `There is no counterpart of "${type}" yet; the node is kept with its parameters and can be replaced`,
    ];
    return { type, version, params, inputs: main, outputs: main, warnings };
  }
  return { version: 1, params: {}, inputs: main, outputs: main, warnings: [], ...mapper(params, version) };
}
