import { aggregate } from "./aggregate/node";
import { code } from "./code/node";
import { compareDatasets } from "./compare-datasets/node";
import { compression } from "./compression/node";
import { convertToFile } from "./convert-to-file/node";
import { gotify, incomingWebhook, telegramBot } from "./credentials/chat";
import { jwtKey, totpSecret } from "./credentials/keys";
import { imap, smtp } from "./credentials/mail";
import { requestCredentials } from "./credentials/request";
import { crypto } from "./crypto/node";
import { dateTime } from "./date-time/node";
import { debugHelper } from "./debug-helper/node";
import { editFields } from "./edit-fields/node";
import { errorTrigger } from "./error-trigger/node";
import { executeWorkflow } from "./execute-workflow/node";
import { executionData } from "./execution-data/node";
import { extractFromFile } from "./extract-from-file/node";
import { files } from "./files/node";
import { filter } from "./filter/node";
import { form } from "./form/node";
import { formTrigger } from "./form-trigger/node";
import { graphql } from "./graphql/node";
import { html } from "./html/node";
import { htmlTable } from "./html-table/node";
import { httpRequest } from "./http-request/node";
import { ifNode } from "./if/node";
import { imapTrigger } from "./imap-trigger/node";
import { jwt } from "./jwt/node";
import { limit } from "./limit/node";
import { loopOverItems } from "./loop-over-items/node";
import { manualTrigger } from "./manual-trigger/node";
import { markdown } from "./markdown/node";
import { merge } from "./merge/node";
import { noOp } from "./no-op/node";
import { notify } from "./notify/node";
import { removeDuplicates } from "./remove-duplicates/node";
import { renameKeys } from "./rename-keys/node";
import { respondToWebhook } from "./respond-to-webhook/node";
import { rssRead } from "./rss/node";
import { rssTrigger } from "./rss/trigger";
import { schedule } from "./schedule/node";
import type { CredentialDefinition } from "./sdk/credential";
import type { NodeDefinition } from "./sdk/define-node";
import { sendEmail } from "./send-email/node";
import { sort } from "./sort/node";
import { splitOut } from "./split-out/node";
import { stopAndError } from "./stop-and-error/node";
import { summarize } from "./summarize/node";
import { switchNode } from "./switch/node";
import { totp } from "./totp/node";
import { wait } from "./wait/node";
import { webhook } from "./webhook/node";
import { workflowTrigger } from "./workflow-trigger/node";
import { xml } from "./xml/node";

/** Everything a workflow can do. Order is the order of the palette within a category. */
export const nodes: readonly NodeDefinition[] = [
  ...[manualTrigger, webhook, formTrigger, schedule, rssTrigger, imapTrigger, workflowTrigger, errorTrigger],
  ...[
    ifNode,
    switchNode,
    filter,
    compareDatasets,
    merge,
    loopOverItems,
    wait,
    form,
    executeWorkflow,
    stopAndError,
    noOp,
    executionData,
    debugHelper,
  ],
  ...[editFields, splitOut, aggregate, sort, limit, removeDuplicates],
  ...[
    dateTime,
    compression,
    summarize,
    renameKeys,
    crypto,
    jwt,
    totp,
    markdown,
    xml,
    html,
    htmlTable,
    convertToFile,
    extractFromFile,
  ],
  code,
  ...[httpRequest, files, graphql, rssRead, respondToWebhook],
  ...[sendEmail, notify],
];

export const credentialTypes: readonly CredentialDefinition[] = [
  ...requestCredentials,
  ...[smtp, imap],
  ...[jwtKey, totpSecret],
  ...[incomingWebhook, telegramBot, gotify],
];

const nodesByType = new Map(nodes.map((node) => [node.type, node]));
const credentialsByType = new Map(credentialTypes.map((definition) => [definition.type, definition]));

export const findNode = (type: string): NodeDefinition | undefined => nodesByType.get(type);
export const findCredentialType = (type: string): CredentialDefinition | undefined => credentialsByType.get(type);
