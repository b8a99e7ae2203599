import { aggregate } from "./aggregate/node";
import { aiChat } from "./ai-chat/node";
import { airtable } from "./airtable/node";
import { approval } from "./approval/node";
import { assign } from "./assign/node";
import { baserow } from "./baserow/node";
import { bluesky } from "./bluesky/node";
import { cache } from "./cache/node";
import { check } from "./check/node";
import { code } from "./code/node";
import { compareDatasets } from "./compare-datasets/node";
import { compression } from "./compression/node";
import { convertToFile } from "./convert-to-file/node";
import { counter } from "./counter/node";
import { gotify, incomingWebhook, telegramBot } from "./credentials/chat";
import { mysqlAccess, postgresAccess, redisAccess } from "./credentials/databases";
import { jwtKey, totpSecret } from "./credentials/keys";
import { imap, smtp } from "./credentials/mail";
import { matrixToken, mattermostToken, pushoverApp, twilioAccount } from "./credentials/messaging";
import {
  elasticsearchAccount,
  ghostKey,
  meilisearchKey,
  nextcloudAccount,
  openaiKey,
  typesenseKey,
  wordpressAccount,
} from "./credentials/publishing";
import { requestCredentials } from "./credentials/request";
import { blueskyAccount, discordBot, githubToken, mastodonToken, slackToken } from "./credentials/services";
import { signatureCredentials } from "./credentials/signatures";
import {
  airtableToken,
  baserowToken,
  giteaToken,
  gitlabToken,
  jiraAccount,
  nocodbToken,
  notionToken,
} from "./credentials/workplaces";
import { crypto } from "./crypto/node";
import { dateTime } from "./date-time/node";
import { debounce } from "./debounce/node";
import { debugHelper } from "./debug-helper/node";
import { detector } from "./detector/node";
import { digest } from "./digest/node";
import { discord } from "./discord/node";
import { editFields } from "./edit-fields/node";
import { elasticsearch } from "./elasticsearch/node";
import { errorTrigger } from "./error-trigger/node";
import { executeWorkflow } from "./execute-workflow/node";
import { executionData } from "./execution-data/node";
import { extractFromFile } from "./extract-from-file/node";
import { files } from "./files/node";
import { filter } from "./filter/node";
import { form } from "./form/node";
import { formTrigger } from "./form-trigger/node";
import { ftpAccess } from "./ftp/credential";
import { ftp } from "./ftp/node";
import { ghost } from "./ghost/node";
import { gitea } from "./gitea/node";
import { github } from "./github/node";
import { gitlab } from "./gitlab/node";
import { googleSheets } from "./google-sheets/node";
import { gotify as gotifyNode } from "./gotify/node";
import { graphql } from "./graphql/node";
import { html } from "./html/node";
import { htmlTable } from "./html-table/node";
import { httpRequest } from "./http-request/node";
import { ifNode } from "./if/node";
import { imapTrigger } from "./imap-trigger/node";
import { jira } from "./jira/node";
import { jwt } from "./jwt/node";
import { kafkaAccess } from "./kafka/credential";
import { kafka } from "./kafka/node";
import { kafkaTrigger } from "./kafka/trigger";
import { keyValue } from "./key-value/node";
import { limit } from "./limit/node";
import { loopOverItems } from "./loop-over-items/node";
import { manualTrigger } from "./manual-trigger/node";
import { markdown } from "./markdown/node";
import { mastodon } from "./mastodon/node";
import { matrix } from "./matrix/node";
import { mattermost } from "./mattermost/node";
import { meilisearch } from "./meilisearch/node";
import { merge } from "./merge/node";
import { mongoAccess } from "./mongodb/credential";
import { mongodb } from "./mongodb/node";
import { mqttAccess } from "./mqtt/credential";
import { mqtt } from "./mqtt/node";
import { mqttTrigger } from "./mqtt/trigger";
import { mysql } from "./mysql/node";
import { natsAccess } from "./nats/credential";
import { nats } from "./nats/node";
import { natsTrigger } from "./nats/trigger";
import { nextcloud } from "./nextcloud/node";
import { noOp } from "./no-op/node";
import { nocodb } from "./nocodb/node";
import { notify } from "./notify/node";
import { notion } from "./notion/node";
import { ntfy } from "./ntfy/node";
import { onChange } from "./on-change/node";
import { postgres } from "./postgres/node";
import { pushover } from "./pushover/node";
import { rabbitAccess } from "./rabbitmq/credential";
import { rabbitmq } from "./rabbitmq/node";
import { rabbitmqTrigger } from "./rabbitmq/trigger";
import { rateLimit } from "./rate-limit/node";
import { readEndpoint } from "./read-endpoint/node";
import { redis } from "./redis/node";
import { removeDuplicates } from "./remove-duplicates/node";
import { renameKeys } from "./rename-keys/node";
import { respondToWebhook } from "./respond-to-webhook/node";
import { rssRead } from "./rss/node";
import { rssTrigger } from "./rss/trigger";
import { s3Access } from "./s3/credential";
import { s3 } from "./s3/node";
import { schedule } from "./schedule/node";
import type { CredentialDefinition } from "./sdk/credential";
import type { NodeDefinition } from "./sdk/define-node";
import { sendEmail } from "./send-email/node";
import { sftpAccess } from "./sftp/credential";
import { sftp } from "./sftp/node";
import { sitemapRead } from "./sitemap/node";
import { slack } from "./slack/node";
import { sort } from "./sort/node";
import { splitOut } from "./split-out/node";
import { sqlite } from "./sqlite/node";
import { stateMachine } from "./state-machine/node";
import { stopAndError } from "./stop-and-error/node";
import { summarize } from "./summarize/node";
import { switchNode } from "./switch/node";
import { syncCursor } from "./sync-cursor/node";
import { table } from "./table/node";
import { teams } from "./teams/node";
import { telegram } from "./telegram/node";
import { totp } from "./totp/node";
import { twilio } from "./twilio/node";
import { typesense } from "./typesense/node";
import { validate } from "./validate/node";
import { wait } from "./wait/node";
import { webdav } from "./webdav/node";
import { webhook } from "./webhook/node";
import { wordpress } from "./wordpress/node";
import { workflowTrigger } from "./workflow-trigger/node";
import { xml } from "./xml/node";

/** Everything a workflow can do. Order is the order of the palette within a category. */
export const nodes: readonly NodeDefinition[] = [
  ...[manualTrigger, webhook, formTrigger, schedule, rssTrigger, imapTrigger, workflowTrigger, errorTrigger],
  ...[rabbitmqTrigger, kafkaTrigger, mqttTrigger, natsTrigger],
  ...[
    ifNode,
    switchNode,
    filter,
    compareDatasets,
    merge,
    loopOverItems,
    wait,
    form,
    approval,
    executeWorkflow,
    stopAndError,
    noOp,
    syncCursor,
    assign,
    stateMachine,
    detector,
    onChange,
    keyValue,
    cache,
    rateLimit,
    debounce,
    digest,
    counter,
    executionData,
    debugHelper,
  ],
  ...[editFields, splitOut, aggregate, sort, limit, removeDuplicates, validate],
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
  ...[httpRequest, check, files, graphql, rssRead, sitemapRead, respondToWebhook, readEndpoint],
  ...[table, postgres, mysql, sqlite, mongodb, redis],
  ...[rabbitmq, kafka, mqtt, nats],
  ...[s3, sftp, ftp, webdav],
  ...[slack, discord, telegram, mattermost, matrix, teams, mastodon, bluesky],
  ...[ntfy, gotifyNode, pushover, twilio],
  ...[github, gitlab, gitea, jira, notion, airtable, nocodb, baserow, googleSheets],
  ...[wordpress, ghost, nextcloud, meilisearch, typesense, elasticsearch, aiChat],
  ...[sendEmail, notify],
];

export const credentialTypes: readonly CredentialDefinition[] = [
  ...requestCredentials,
  ...[smtp, imap],
  ...[postgresAccess, mysqlAccess, mongoAccess, redisAccess],
  ...[rabbitAccess, kafkaAccess, mqttAccess, natsAccess],
  ...[s3Access, sftpAccess, ftpAccess],
  ...[jwtKey, totpSecret],
  ...Object.values(signatureCredentials),
  ...[incomingWebhook, telegramBot, gotify],
  ...[slackToken, discordBot, mastodonToken, blueskyAccount, githubToken],
  ...[mattermostToken, matrixToken, pushoverApp, twilioAccount],
  ...[gitlabToken, giteaToken, jiraAccount, notionToken, airtableToken, nocodbToken, baserowToken],
  ...[wordpressAccount, ghostKey, nextcloudAccount, meilisearchKey, typesenseKey, elasticsearchAccount, openaiKey],
];

const nodesByType = new Map(nodes.map((node) => [node.type, node]));
const credentialsByType = new Map(credentialTypes.map((definition) => [definition.type, definition]));

export const findNode = (type: string): NodeDefinition | undefined => nodesByType.get(type);
export const findCredentialType = (type: string): CredentialDefinition | undefined => credentialsByType.get(type);
