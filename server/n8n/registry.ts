import type { JsonObject } from "@/shared/item";
import type { MappedNode, Mappers } from "./mapper";
import { nearestWay } from "./nearest";
import { codeMappers } from "./nodes/code";
import { compareDatasetsMappers } from "./nodes/compare-datasets";
import { compressionMappers } from "./nodes/compression";
import { conditionsMappers } from "./nodes/conditions";
import { cryptoMappers } from "./nodes/crypto";
import { dataTableMappers } from "./nodes/data-table";
import { databasesMappers } from "./nodes/databases";
import { dateTimeMappers } from "./nodes/date-time";
import { debugMappers } from "./nodes/debug";
import { diskMappers } from "./nodes/disk";
import { fileServersMappers } from "./nodes/file-servers";
import { filesMappers } from "./nodes/files";
import { flowMappers } from "./nodes/flow";
import { formsMappers } from "./nodes/forms";
import { httpRequestMappers } from "./nodes/http-request";
import { itemsMappers } from "./nodes/items";
import { keysMappers } from "./nodes/keys";
import { mailMappers } from "./nodes/mail";
import { markdownMappers } from "./nodes/markdown";
import { markupMappers } from "./nodes/markup";
import { mergeMappers } from "./nodes/merge";
import { messagingMappers } from "./nodes/messaging";
import { mongoMappers } from "./nodes/mongo";
import { queuesMappers } from "./nodes/queues";
import { redisMappers } from "./nodes/redis";
import { renameKeysMappers } from "./nodes/rename-keys";
import { respondToWebhookMappers } from "./nodes/respond-to-webhook";
import { scheduleMappers } from "./nodes/schedule";
import { setMappers } from "./nodes/set";
import { summarizeMappers } from "./nodes/summarize";
import { trainingMappers } from "./nodes/training";
import { triggersMappers } from "./nodes/triggers";
import { webMappers } from "./nodes/web";
import { webhookMappers } from "./nodes/webhook";
import { workplacesMappers } from "./nodes/workplaces";

/** Every node of n8n that has a counterpart here: one line per family. */
const mappers: Mappers = {
  ...summarizeMappers,
  ...renameKeysMappers,
  ...cryptoMappers,
  ...keysMappers,
  ...databasesMappers,
  ...redisMappers,
  ...mongoMappers,
  ...queuesMappers,
  ...fileServersMappers,
  ...dataTableMappers,
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
  ...formsMappers,
  ...httpRequestMappers,
  ...itemsMappers,
  ...mailMappers,
  ...mergeMappers,
  ...messagingMappers,
  ...respondToWebhookMappers,
  ...scheduleMappers,
  ...setMappers,
  ...trainingMappers,
  ...triggersMappers,
  ...webhookMappers,
  ...workplacesMappers,
};

const prefix = "n8n-nodes-base.";
const main = ["main"];

/** A node without a counterpart keeps its type and parameters, and so does one that cannot be read. */
export function mapN8nNode(type: string, version: number, params: JsonObject): MappedNode {
  const short = type.startsWith(prefix) ? type.slice(prefix.length) : "";
  const mapper = Object.hasOwn(mappers, short) ? mappers[short] : undefined;
  const kept = (warning: string) => ({ type, version, params, inputs: main, outputs: main, warnings: [warning] });
  if (!mapper) return kept(`There is no counterpart of "${type}" yet; the node is kept. ${nearestWay(type)}`);
  try {
    return { version: 1, params: {}, inputs: main, outputs: main, warnings: [], ...mapper(params, version) };
  } catch {
    return kept(`The parameters of "${type}" could not be read; the node is kept with them and can be replaced`);
  }
}
