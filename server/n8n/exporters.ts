import type { Exporters } from "./mapper";
import { codeExporters } from "./nodes/code";
import { compareDatasetsExporters } from "./nodes/compare-datasets";
import { compressionExporters } from "./nodes/compression";
import { conditionsExporters } from "./nodes/conditions-export";
import { cryptoExporters } from "./nodes/crypto";
import { dataTableExporters } from "./nodes/data-table";
import { databasesExporters } from "./nodes/databases";
import { dateTimeExporters } from "./nodes/date-time-export";
import { debugExporters } from "./nodes/debug";
import { diskExporters } from "./nodes/disk";
import { fileServersExporters } from "./nodes/file-servers";
import { filesExporters } from "./nodes/files-export";
import { flowExporters } from "./nodes/flow";
import { formsExporters } from "./nodes/forms";
import { httpRequestExporters } from "./nodes/http-request-export";
import { itemsExporters } from "./nodes/items-export";
import { keysExporters } from "./nodes/keys";
import { mailExporters } from "./nodes/mail";
import { markdownExporters } from "./nodes/markdown";
import { markupExporters } from "./nodes/markup";
import { mergeExporters } from "./nodes/merge-export";
import { messagingExporters } from "./nodes/messaging-export";
import { mongoExporters } from "./nodes/mongo";
import { queuesExporters } from "./nodes/queues-export";
import { redisExporters } from "./nodes/redis";
import { renameKeysExporters } from "./nodes/rename-keys";
import { respondToWebhookExporters } from "./nodes/respond-to-webhook";
import { scheduleExporters } from "./nodes/schedule";
import { setExporters } from "./nodes/set";
import { summarizeExporters } from "./nodes/summarize";
import { triggersExporters } from "./nodes/triggers";
import { webExporters } from "./nodes/web";
import { webhookExporters } from "./nodes/webhook";

/** Every node of ours that n8n has a counterpart of: one line per family. */
export const exporters: Exporters = {
  ...codeExporters,
  ...compareDatasetsExporters,
  ...compressionExporters,
  ...conditionsExporters,
  ...cryptoExporters,
  ...databasesExporters,
  ...redisExporters,
  ...mongoExporters,
  ...queuesExporters,
  ...fileServersExporters,
  ...dataTableExporters,
  ...dateTimeExporters,
  ...debugExporters,
  ...diskExporters,
  ...filesExporters,
  ...flowExporters,
  ...formsExporters,
  ...httpRequestExporters,
  ...itemsExporters,
  ...keysExporters,
  ...mailExporters,
  ...markdownExporters,
  ...markupExporters,
  ...mergeExporters,
  ...messagingExporters,
  ...renameKeysExporters,
  ...respondToWebhookExporters,
  ...scheduleExporters,
  ...setExporters,
  ...summarizeExporters,
  ...triggersExporters,
  ...webExporters,
  ...webhookExporters,
};
