import { findNode } from "@/nodes/registry";
import { NodeError } from "@/nodes/sdk";
import type { CredentialSlots } from "@/nodes/sdk/credential";
import type { NodeDefinition, ScheduleTimes, TriggerKind, WebhookTrigger } from "@/nodes/sdk/define-node";
import type { FormTrigger } from "@/nodes/sdk/form";
import { objectSchema, type Params, type ParamValues } from "@/nodes/sdk/params";
import { AppError } from "@/shared/errors";
import { isExpression } from "@/shared/expression";
import type { WorkflowDocument, WorkflowNode } from "@/shared/workflow";

/** What of a workflow's triggers the outside needs: parameters only, nothing is evaluated. */

export type WebhookTriggerNode = { node: WorkflowNode; webhook: WebhookTrigger };
export type FormTriggerNode = { node: WorkflowNode; form: FormTrigger };
/** `isPoll`: the node looks for something new each time, and no two such executions run at once. */
export type ScheduleTriggerNode = ScheduleTimes & { node: WorkflowNode; isPoll: boolean };

export function triggerNodes(
  document: WorkflowDocument,
  kind: TriggerKind,
): { node: WorkflowNode; definition: NodeDefinition }[] {
  return document.nodes.flatMap((node) => {
    const definition = node.disabled ? undefined : findNode(node.type);
    return definition?.trigger?.kind === kind ? [{ node, definition }] : [];
  });
}

/** Throws `AppError` for parameters that cannot be served. */
export function webhookTriggers(document: WorkflowDocument): WebhookTriggerNode[] {
  return triggerNodes(document, "webhook").map(({ node, definition: { trigger, params } }) => {
    if (trigger?.kind !== "webhook") throw new Error("Not a webhook");
    const webhook = trigger.webhook(readTriggerParams(node, params));
    return { node, webhook: { ...webhook, ...proof(node) } };
  });
}

const proof = ({ credentials }: WorkflowNode) => (credentials?.auth ? { credentialId: credentials.auth } : {});

/** Throws `AppError` for a trigger that asks for authentication and has no credential: it would refuse every call. */
export function requireCredentials(document: WorkflowDocument): void {
  const asked = [
    ...webhookTriggers(document).map(({ node, webhook }) => ({ node, ...webhook })),
    ...formTriggers(document).map(({ node, form }) => ({ node, ...form })),
  ];
  for (const { node, authentication, credentialId } of asked) {
    if (!authentication || credentialId) continue;
    throw new AppError("INVALID", `"${node.name}": no credential is chosen that calls must prove to know`, {
      hint: "Choose one under Authentication",
    });
  }
}

/** Throws `AppError` for fields that make no form. */
export function formTriggers(document: WorkflowDocument): FormTriggerNode[] {
  return triggerNodes(document, "form").map(({ node, definition: { trigger, params } }) => {
    if (trigger?.kind !== "form") throw new Error("Not a form");
    try {
      const form = trigger.form(readTriggerParams(node, params));
      return { node, form: { ...form, ...proof(node) } };
    } catch (thrown) {
      if (!(thrown instanceof NodeError)) throw thrown;
      throw new AppError("INVALID", `"${node.name}": ${thrown.message}`, { hint: thrown.hint });
    }
  });
}

export function scheduleTriggers(document: WorkflowDocument): ScheduleTriggerNode[] {
  const timed = [...triggerNodes(document, "schedule"), ...triggerNodes(document, "poll")];
  const found = timed.map(({ node, definition: { trigger, params } }) => {
    if (trigger?.kind !== "schedule" && trigger?.kind !== "poll") throw new Error("Not a schedule");
    return { node, ...trigger.schedule(readTriggerParams(node, params)), isPoll: trigger.kind === "poll" };
  });
  const times = found.reduce((sum, { rules }) => sum + rules.length, 0);
  if (times <= maxTimes) return found;
  throw new AppError("INVALID", `The workflow is to start at ${times} times, the limit is ${maxTimes}`, {
    hint: "Use patterns that stand for several times, such as 0 9,12,15 * * 1-5",
  });
}

/** Each is a row, and looked up one after the other when the workflow is published. */
const maxTimes = 1_000;

/** Throws `AppError` for a trigger that could not listen. */
export function checkListenTriggers(document: WorkflowDocument): void {
  for (const { node, definition } of triggerNodes(document, "listen")) {
    const slots: CredentialSlots = definition.credentials ?? {};
    readTriggerParams(node, definition.params);
    for (const [slot, { optional, label }] of Object.entries(slots)) {
      if (optional || node.credentials?.[slot]) continue;
      throw new AppError("INVALID", `"${node.name}": no credential is chosen for "${label}"`, {
        hint: "Open the trigger and choose one",
      });
    }
  }
}

/** The parameters of a trigger as they are stored. Throws `AppError` where they are not valid. */
export function readTriggerParams<P extends Params>(node: WorkflowNode, params: P): ParamValues<P> {
  const dynamic = Object.entries(node.params).find(([, value]) => isExpression(value));
  if (dynamic) {
    throw new AppError(
      "INVALID",
      `"${node.name}": the parameter "${dynamic[0]}" of a trigger cannot be an expression`,
      {
        hint: "Enter a fixed value: it is needed before anything runs",
      },
    );
  }
  const result = objectSchema(params).safeParse(node.params);
  if (result.success) return result.data as ParamValues<P>;
  const [issue] = result.error.issues;
  throw new AppError("INVALID", `"${node.name}": parameter "${issue?.path.join(".")}" ${issue?.message}`, {
    hint: "Open the trigger and correct it",
  });
}
