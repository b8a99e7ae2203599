import { findNode } from "@/nodes/registry";
import type { LookupResult } from "@/shared/api";
import { AppError } from "@/shared/errors";
import type { JsonObject } from "@/shared/item";
import { visibleProjects } from "./access";
import type { ServiceContext } from "./context";

type Question = {
  type: string;
  /** Name of the list, as the field says it. */
  lookup: string;
  params: JsonObject;
  /** Ids by slot. */
  credentials: { [slot: string]: string };
};

/** Values to choose from while a form is filled in. A worker asks the service: main opens no connection. */
export async function lookUpOptions(
  ctx: Pick<ServiceContext, "dispatcher" | "actor">,
  question: Question,
): Promise<LookupResult> {
  const { type, lookup, params, credentials } = question;
  const definition = findNode(type);
  if (!definition) throw new AppError("NOT_FOUND", `There is no node type "${type}"`);
  if (!Object.hasOwn(definition.lookups ?? {}, lookup)) {
    throw new AppError("NOT_FOUND", `"${definition.label}" has no list "${lookup}"`);
  }
  const answer = await ctx.dispatcher.ask(
    (request) => ({ type: "lookup", request, nodeType: type, lookup, projects: visibleProjects(ctx) }),
    [JSON.stringify({ params, credentials })],
  );
  return JSON.parse(answer) as LookupResult;
}
