import type { NewColumn } from "@/server/tables/shape";
import type { TemplateInfo } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { WorkflowDocument } from "@/shared/workflow";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import { projectFor } from "./access";
import type { ServiceContext } from "./context";
import { addTableKey, createTable, listTables } from "./tables";
import cmsPublish from "./templates/cms-publish.json";
import dailyDigest from "./templates/daily-digest.json";
import dataSync from "./templates/data-sync.json";
import formToCrm from "./templates/form-to-crm.json";
import monitoring from "./templates/monitoring.json";
import monitoringDigest from "./templates/monitoring-digest.json";
import monitoringIncident from "./templates/monitoring-incident.json";
import orderReceived from "./templates/order-received.json";
import orderToReview from "./templates/order-to-review.json";
import priceOverview from "./templates/price-overview.json";
import publishToSocial from "./templates/publish-to-social.json";
import uptimeAlert from "./templates/uptime-alert.json";
import { createWorkflow } from "./workflows";

type Template = {
  id: string;
  summary: string;
  document: unknown;
  /** Workflows that come with it. Where it calls one by this id, it calls the one that was made. */
  companions?: { id: string; document: unknown }[];
  /** Those that the workflows read and write; made with the first use where they are missing. */
  tables?: TemplateTable[];
};
type TemplateTable = { name: string; columns: NewColumn[]; unique: string[] };

const templates = (
  [
    {
      id: "data-sync",
      summary: "Copies changed records from an HTTP API into PostgreSQL, page by page, and lists what was refused",
      document: dataSync,
      tables: [
        {
          name: "Refused customers",
          columns: [
            { name: "customer", type: "text", required: true },
            { name: "record", type: "json" },
            { name: "reason", type: "text" },
            { name: "at", type: "datetime" },
          ],
          unique: ["customer"],
        },
      ],
    },
    {
      id: "form-to-crm",
      summary: "A form's answer becomes a customer in your CRM with a salesperson, and both hear of it by e-mail",
      document: formToCrm,
    },
    {
      id: "order-to-review",
      summary:
        "A shop's signed order: stock, parcel, a word to the customer, and later a review shown in several places",
      document: orderToReview,
      tables: [
        {
          name: "Stock",
          columns: [
            { name: "sku", type: "text", required: true },
            { name: "available", type: "number", required: true, default: 0 },
          ],
          unique: ["sku"],
        },
        {
          name: "Orders",
          columns: [
            { name: "order_id", type: "text", required: true },
            { name: "number", type: "text" },
            { name: "email", type: "text" },
            { name: "total", type: "number" },
            { name: "status", type: "text" },
            { name: "tracking", type: "text" },
            { name: "note", type: "text" },
            { name: "rating", type: "number" },
            { name: "changed", type: "datetime" },
          ],
          unique: ["order_id"],
        },
        {
          name: "Back-orders",
          columns: [
            { name: "order_id", type: "text", required: true },
            { name: "sku", type: "text", required: true },
            { name: "quantity", type: "number" },
            { name: "at", type: "datetime" },
          ],
          unique: ["order_id", "sku"],
        },
        {
          name: "Parked events",
          columns: [
            { name: "event", type: "text", required: true },
            { name: "order_id", type: "text" },
            { name: "note", type: "text" },
            { name: "changed", type: "datetime" },
          ],
          unique: ["event"],
        },
        {
          name: "Refused reviews",
          columns: [
            { name: "review_id", type: "text", required: true },
            { name: "place", type: "text", required: true },
            { name: "reason", type: "text" },
            { name: "at", type: "datetime" },
          ],
          unique: ["review_id", "place"],
        },
      ],
    },
    {
      id: "price-overview",
      summary:
        "Asks six sources side by side, joins them by product, and serves the result to readers, also when some fail",
      document: priceOverview,
    },
    {
      id: "publish-to-social",
      summary:
        "A published article goes to Mastodon, Bluesky, Telegram and Slack, once it was approved, and never twice",
      document: publishToSocial,
      tables: [
        {
          name: "Posts",
          columns: [
            { name: "article", type: "text", required: true },
            { name: "channel", type: "text", required: true },
            { name: "text", type: "text" },
            { name: "status", type: "text", required: true },
            { name: "due", type: "datetime" },
            { name: "tries", type: "number", default: 0 },
            { name: "reason", type: "text" },
            { name: "post", type: "text" },
          ],
          unique: ["article", "channel"],
        },
      ],
    },
    {
      id: "monitoring",
      summary:
        "Checks services every 30 seconds, opens one incident for each that is down, and alerts until it is acknowledged",
      document: monitoring,
      companions: [
        { id: "monitoring-incident", document: monitoringIncident },
        { id: "monitoring-digest", document: monitoringDigest },
      ],
      tables: [
        {
          name: "Services to watch",
          columns: [
            { name: "name", type: "text", required: true },
            { name: "kind", type: "text", required: true },
            { name: "address", type: "text" },
            { name: "port", type: "number" },
            { name: "active", type: "boolean", default: true },
          ],
          unique: ["name"],
        },
        {
          name: "Incidents",
          columns: [
            { name: "service", type: "text", required: true },
            { name: "open_key", type: "text" },
            { name: "state", type: "text", required: true },
            { name: "problem", type: "text" },
            { name: "opened_at", type: "datetime" },
            { name: "acknowledged_at", type: "datetime" },
            { name: "acknowledged_by", type: "text" },
            { name: "level", type: "number", default: 0 },
            { name: "closed_at", type: "datetime" },
          ],
          unique: ["open_key"],
        },
      ],
    },
    {
      id: "cms-publish",
      summary: "What your CMS publishes gets a summary, stands in the search index, and is told once on Mastodon",
      document: cmsPublish,
      tables: [
        {
          name: "Search index",
          columns: [
            { name: "entry", type: "text", required: true },
            { name: "version", type: "datetime", required: true },
          ],
          unique: ["entry"],
        },
      ],
    },
    {
      id: "order-received",
      summary: "A shop's order by webhook: large ones reserve stock and confirm by e-mail, others notify the team",
      document: orderReceived,
    },
    {
      id: "uptime-alert",
      summary: "Checks a web address every few minutes and tells your chat when it does not answer",
      document: uptimeAlert,
    },
    {
      id: "daily-digest",
      summary: "Collects entries from an API each morning and sends them as one message",
      document: dailyDigest,
    },
  ] satisfies Template[] as Template[]
).map(({ document, companions = [], ...info }) => ({
  ...info,
  document: workflowDocumentSchema.parse(document),
  companions: companions.map((one) => ({ id: one.id, document: workflowDocumentSchema.parse(one.document) })),
}));

export function listTemplates(): TemplateInfo[] {
  return templates.map(({ id, summary, document }) => ({
    id,
    summary,
    name: document.name,
    nodeTypes: [...new Set(document.nodes.map(({ type }) => type))],
  }));
}

/** A new workflow of the user's own, made from a template, with the tables and other workflows it needs. */
export async function useTemplate(
  ctx: ServiceContext,
  { id, projectId: given }: { id: string; projectId?: string },
): Promise<{ id: string; companions: string[] }> {
  const template = templates.find((known) => known.id === id);
  if (!template) throw new AppError("NOT_FOUND", `There is no template "${id}"`);
  const projectId = projectFor(ctx, given);
  for (const table of template.tables ?? []) await ensureTable(ctx, table, projectId);
  const made = new Map<string, string>();
  for (const companion of template.companions) {
    made.set(companion.id, (await createWorkflow(ctx, { document: companion.document, projectId })).id);
  }
  const own = await createWorkflow(ctx, { document: withCalls(template.document, made), projectId });
  return { id: own.id, companions: [...made.values()] };
}

/** The document with the workflows it calls named by the ids they got. */
function withCalls(document: WorkflowDocument, made: ReadonlyMap<string, string>): WorkflowDocument {
  const nodes = document.nodes.map((node) => {
    const workflowId = made.get(String(node.params.workflowId));
    return workflowId === undefined ? node : { ...node, params: { ...node.params, workflowId } };
  });
  return { ...document, nodes };
}

/** One of that name is taken as it is: it may hold rows already. */
async function ensureTable(
  ctx: ServiceContext,
  { name, columns, unique }: TemplateTable,
  projectId: string,
): Promise<void> {
  if (listTables(ctx).some((table) => table.projectId === projectId && table.name === name)) return;
  const made = await createTable(ctx, { name, columns, projectId });
  const ids = made.columns.filter((column) => unique.includes(column.name)).map((column) => column.id);
  await addTableKey(ctx, { table: made.id, columns: ids, isUnique: true });
}
