import type { Locale } from "@/shared/messages/locales";
import aggregate from "./aggregate/zh-CN.json";
import { aiChat } from "./ai-chat/node";
import aiChatWords from "./ai-chat/zh-CN.json";
import { airtable } from "./airtable/node";
import airtableWords from "./airtable/zh-CN.json";
import approval from "./approval/zh-CN.json";
import assign from "./assign/zh-CN.json";
import { baserow } from "./baserow/node";
import baserowWords from "./baserow/zh-CN.json";
import { bluesky } from "./bluesky/node";
import blueskyWords from "./bluesky/zh-CN.json";
import cache from "./cache/zh-CN.json";
import check from "./check/zh-CN.json";
import code from "./code/zh-CN.json";
import compareDatasets from "./compare-datasets/zh-CN.json";
import compression from "./compression/zh-CN.json";
import convertToFile from "./convert-to-file/zh-CN.json";
import counter from "./counter/zh-CN.json";
import credentials from "./credentials/zh-CN.json";
import crypto from "./crypto/zh-CN.json";
import dateTime from "./date-time/zh-CN.json";
import debounce from "./debounce/zh-CN.json";
import debugHelper from "./debug-helper/zh-CN.json";
import detector from "./detector/zh-CN.json";
import digest from "./digest/zh-CN.json";
import { discord } from "./discord/node";
import discordWords from "./discord/zh-CN.json";
import editFields from "./edit-fields/zh-CN.json";
import { elasticsearch } from "./elasticsearch/node";
import elasticsearchWords from "./elasticsearch/zh-CN.json";
import errorTrigger from "./error-trigger/zh-CN.json";
import executeWorkflow from "./execute-workflow/zh-CN.json";
import executionData from "./execution-data/zh-CN.json";
import extractFromFile from "./extract-from-file/zh-CN.json";
import files from "./files/zh-CN.json";
import filter from "./filter/zh-CN.json";
import form from "./form/zh-CN.json";
import formTrigger from "./form-trigger/zh-CN.json";
import ftp from "./ftp/zh-CN.json";
import { ghost } from "./ghost/node";
import ghostWords from "./ghost/zh-CN.json";
import { gitea } from "./gitea/node";
import giteaWords from "./gitea/zh-CN.json";
import { github } from "./github/node";
import githubWords from "./github/zh-CN.json";
import { gitlab } from "./gitlab/node";
import gitlabWords from "./gitlab/zh-CN.json";
import { googleSheets } from "./google-sheets/node";
import googleSheetsWords from "./google-sheets/zh-CN.json";
import { gotify } from "./gotify/node";
import gotifyWords from "./gotify/zh-CN.json";
import graphql from "./graphql/zh-CN.json";
import html from "./html/zh-CN.json";
import htmlTable from "./html-table/zh-CN.json";
import httpRequest from "./http-request/zh-CN.json";
import ifNode from "./if/zh-CN.json";
import imapTrigger from "./imap-trigger/zh-CN.json";
import { jira } from "./jira/node";
import jiraWords from "./jira/zh-CN.json";
import jwt from "./jwt/zh-CN.json";
import kafkaTrigger from "./kafka/trigger.zh-CN.json";
import kafka from "./kafka/zh-CN.json";
import keyValue from "./key-value/zh-CN.json";
import limit from "./limit/zh-CN.json";
import loopOverItems from "./loop-over-items/zh-CN.json";
import manualTrigger from "./manual-trigger/zh-CN.json";
import markdown from "./markdown/zh-CN.json";
import { mastodon } from "./mastodon/node";
import mastodonWords from "./mastodon/zh-CN.json";
import { matrix } from "./matrix/node";
import matrixWords from "./matrix/zh-CN.json";
import { mattermost } from "./mattermost/node";
import mattermostWords from "./mattermost/zh-CN.json";
import { meilisearch } from "./meilisearch/node";
import meilisearchWords from "./meilisearch/zh-CN.json";
import merge from "./merge/zh-CN.json";
import mongodb from "./mongodb/zh-CN.json";
import mqttTrigger from "./mqtt/trigger.zh-CN.json";
import mqtt from "./mqtt/zh-CN.json";
import mysql from "./mysql/zh-CN.json";
import natsTrigger from "./nats/trigger.zh-CN.json";
import nats from "./nats/zh-CN.json";
import { nextcloud } from "./nextcloud/node";
import nextcloudWords from "./nextcloud/zh-CN.json";
import noOp from "./no-op/zh-CN.json";
import { nocodb } from "./nocodb/node";
import nocodbWords from "./nocodb/zh-CN.json";
import notify from "./notify/zh-CN.json";
import { notion } from "./notion/node";
import notionWords from "./notion/zh-CN.json";
import { ntfy } from "./ntfy/node";
import ntfyWords from "./ntfy/zh-CN.json";
import onChange from "./on-change/zh-CN.json";
import postgres from "./postgres/zh-CN.json";
import { pushover } from "./pushover/node";
import pushoverWords from "./pushover/zh-CN.json";
import rabbitmqTrigger from "./rabbitmq/trigger.zh-CN.json";
import rabbitmq from "./rabbitmq/zh-CN.json";
import rateLimit from "./rate-limit/zh-CN.json";
import readEndpoint from "./read-endpoint/zh-CN.json";
import redis from "./redis/zh-CN.json";
import removeDuplicates from "./remove-duplicates/zh-CN.json";
import renameKeys from "./rename-keys/zh-CN.json";
import respondToWebhook from "./respond-to-webhook/zh-CN.json";
import rssTrigger from "./rss/trigger.zh-CN.json";
import rssRead from "./rss/zh-CN.json";
import s3 from "./s3/zh-CN.json";
import schedule from "./schedule/zh-CN.json";
import { type Dictionary, textsByWord } from "./sdk/api/translated";
import apiWords from "./sdk/api/zh-CN.json";
import type { NodeDefinition } from "./sdk/define-node";
import type { DescriptionTexts } from "./sdk/texts";
import sendEmail from "./send-email/zh-CN.json";
import sftp from "./sftp/zh-CN.json";
import sitemapRead from "./sitemap/zh-CN.json";
import { slack } from "./slack/node";
import slackWords from "./slack/zh-CN.json";
import sort from "./sort/zh-CN.json";
import splitOut from "./split-out/zh-CN.json";
import sqlite from "./sqlite/zh-CN.json";
import stateMachine from "./state-machine/zh-CN.json";
import stopAndError from "./stop-and-error/zh-CN.json";
import summarize from "./summarize/zh-CN.json";
import switchNode from "./switch/zh-CN.json";
import syncCursor from "./sync-cursor/zh-CN.json";
import table from "./table/zh-CN.json";
import { teams } from "./teams/node";
import teamsWords from "./teams/zh-CN.json";
import { telegram } from "./telegram/node";
import telegramWords from "./telegram/zh-CN.json";
import totp from "./totp/zh-CN.json";
import { twilio } from "./twilio/node";
import twilioWords from "./twilio/zh-CN.json";
import { typesense } from "./typesense/node";
import typesenseWords from "./typesense/zh-CN.json";
import validate from "./validate/zh-CN.json";
import wait from "./wait/zh-CN.json";
import webdav from "./webdav/zh-CN.json";
import webhook from "./webhook/zh-CN.json";
import { wordpress } from "./wordpress/node";
import wordpressWords from "./wordpress/zh-CN.json";
import workflowTrigger from "./workflow-trigger/zh-CN.json";
import xml from "./xml/zh-CN.json";

type Translation = { nodes: { [type: string]: DescriptionTexts }; credentials: { [type: string]: DescriptionTexts } };

/** Nodes of one HTTP API say the same words again and again: these are translated by word, not by place. */
export const byWord: { [locale in Exclude<Locale, "en">]: [NodeDefinition, Dictionary][] } = {
  "zh-CN": [
    [bluesky, blueskyWords],
    [discord, discordWords],
    [github, githubWords],
    [mastodon, mastodonWords],
    [slack, slackWords],
    [telegram, telegramWords],
    [mattermost, mattermostWords],
    [matrix, matrixWords],
    [teams, teamsWords],
    [ntfy, ntfyWords],
    [gotify, gotifyWords],
    [pushover, pushoverWords],
    [twilio, twilioWords],
    [gitlab, gitlabWords],
    [gitea, giteaWords],
    [jira, jiraWords],
    [notion, notionWords],
    [airtable, airtableWords],
    [nocodb, nocodbWords],
    [baserow, baserowWords],
    [googleSheets, googleSheetsWords],
    [nextcloud, nextcloudWords],
    [wordpress, wordpressWords],
    [ghost, ghostWords],
    [meilisearch, meilisearchWords],
    [typesense, typesenseWords],
    [elasticsearch, elasticsearchWords],
    [aiChat, aiChatWords],
  ],
};
export const commonWords: { [locale in Exclude<Locale, "en">]: Dictionary } = { "zh-CN": apiWords };

/** With the texts of nodes that are translated by word, each put together when it is first asked for: not at the start. */
function withWords(locale: Exclude<Locale, "en">, nodes: Translation["nodes"]): Translation["nodes"] {
  for (const [node, own] of byWord[locale]) {
    Object.defineProperty(nodes, node.type, {
      enumerable: true,
      configurable: true,
      get() {
        const value = textsByWord(node, own, commonWords[locale]);
        Object.defineProperty(nodes, node.type, { value, enumerable: true });
        return value;
      },
    });
  }
  return nodes;
}

/** What definitions say in other languages than English, which stands in the definitions themselves. */
export const translations: { [locale in Exclude<Locale, "en">]: Translation } = {
  "zh-CN": {
    nodes: withWords("zh-CN", {
      "core.aggregate": aggregate,
      "core.sitemapRead": sitemapRead,
      "core.check": check,
      "core.validate": validate,
      "core.digest": digest,
      "core.debounce": debounce,
      "core.rateLimit": rateLimit,
      "core.cache": cache,
      "core.keyValue": keyValue,
      "core.onChange": onChange,
      "core.detector": detector,
      "core.stateMachine": stateMachine,
      "core.assign": assign,
      "core.counter": counter,
      "core.code": code,
      "core.compareDatasets": compareDatasets,
      "core.compression": compression,
      "core.convertToFile": convertToFile,
      "core.crypto": crypto,
      "core.dateTime": dateTime,
      "core.debugHelper": debugHelper,
      "core.editFields": editFields,
      "core.errorTrigger": errorTrigger,
      "core.executeWorkflow": executeWorkflow,
      "core.executionData": executionData,
      "core.extractFromFile": extractFromFile,
      "core.files": files,
      "core.filter": filter,
      "core.form": form,
      "core.formTrigger": formTrigger,
      "core.ftp": ftp,
      "core.graphql": graphql,
      "core.html": html,
      "core.htmlTable": htmlTable,
      "core.httpRequest": httpRequest,
      "core.if": ifNode,
      "core.imapTrigger": imapTrigger,
      "core.jwt": jwt,
      "core.kafka": kafka,
      "core.kafkaTrigger": kafkaTrigger,
      "core.limit": limit,
      "core.loopOverItems": loopOverItems,
      "core.manualTrigger": manualTrigger,
      "core.markdown": markdown,
      "core.merge": merge,
      "core.mongodb": mongodb,
      "core.mqtt": mqtt,
      "core.mqttTrigger": mqttTrigger,
      "core.mysql": mysql,
      "core.nats": nats,
      "core.natsTrigger": natsTrigger,
      "core.postgres": postgres,
      "core.rabbitmq": rabbitmq,
      "core.rabbitmqTrigger": rabbitmqTrigger,
      "core.redis": redis,
      "core.s3": s3,
      "core.sftp": sftp,
      "core.sqlite": sqlite,
      "core.syncCursor": syncCursor,
      "core.noOp": noOp,
      "core.notify": notify,
      "core.removeDuplicates": removeDuplicates,
      "core.renameKeys": renameKeys,
      "core.respondToWebhook": respondToWebhook,
      "core.rssRead": rssRead,
      "core.schedule": schedule,
      "core.sendEmail": sendEmail,
      "core.sort": sort,
      "core.splitOut": splitOut,
      "core.stopAndError": stopAndError,
      "core.summarize": summarize,
      "core.switch": switchNode,
      "core.table": table,
      "core.totp": totp,
      "core.approval": approval,
      "core.readEndpoint": readEndpoint,
      "core.wait": wait,
      "core.webdav": webdav,
      "core.webhook": webhook,
      "core.workflowTrigger": workflowTrigger,
      "core.xml": xml,
      "core.rssTrigger": rssTrigger,
    }),
    credentials,
  },
};
