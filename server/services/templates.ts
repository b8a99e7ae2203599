import type { TemplateInfo } from "@/shared/api";
import { AppError } from "@/shared/errors";
import { workflowDocumentSchema } from "@/shared/workflow-schema";
import type { ServiceContext } from "./context";
import dailyDigest from "./templates/daily-digest.json";
import orderReceived from "./templates/order-received.json";
import uptimeAlert from "./templates/uptime-alert.json";
import { createWorkflow } from "./workflows";

const templates = [
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
].map(({ document, ...info }) => ({ ...info, document: workflowDocumentSchema.parse(document) }));

export function listTemplates(): TemplateInfo[] {
  return templates.map(({ id, summary, document }) => ({
    id,
    summary,
    name: document.name,
    nodeTypes: [...new Set(document.nodes.map(({ type }) => type))],
  }));
}

/** A new workflow of the user's own, made from a template. */
export function useTemplate(ctx: ServiceContext, { id }: { id: string }): Promise<{ id: string }> {
  const template = templates.find((known) => known.id === id);
  if (!template) throw new AppError("NOT_FOUND", `There is no template "${id}"`);
  return createWorkflow(ctx, { document: template.document });
}
