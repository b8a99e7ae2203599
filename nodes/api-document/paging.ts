import { isJsonObject, type JsonObject } from "@/shared/item";
import { own, type Reader } from "./references";
import { propertiesOf, schemaOf, typeOf } from "./schema-param";
import type { StoredOperation, StoredParam } from "./stored";

const sizes = /^(per_?page|page_?size|limit|size|count|max_?results|top|rows)$/i;

/**
 * Pages that follow each other by number or offset are read as one list. Where the list stands in the answer must be
 * plain: the answer itself, or the one list in it.
 */
export function pagingOf(
  operation: JsonObject,
  params: readonly StoredParam[],
  reader: Reader,
): { list: NonNullable<StoredOperation["list"]>; params: StoredParam[] } | undefined {
  const at = listPlace(operation, reader);
  if (at === undefined) return undefined;
  const numbers = params.filter((param) => param.in === "query" && param.kind.is === "number" && !param.required);
  const page = numbers.find(({ as }) => /^(page|page_?(number|no|index)|p)$/i.test(as));
  const offset = numbers.find(({ as }) => /^(offset|skip|start|start_?index|start_?at)$/i.test(as));
  const size = numbers.find((param) => sizes.test(param.as) && param !== page && param !== offset);
  if (size?.kind.is !== "number") return undefined;
  const most = { to: size.as, max: size.kind.max ?? 100 };
  const rest = params.filter((param) => param !== size && param !== page && param !== offset);
  if (page?.kind.is === "number") {
    const start = page.kind.default ?? page.kind.min ?? 1;
    return { list: { at, paging: { by: "page", to: page.as, start, size: most } }, params: rest };
  }
  if (!offset) return undefined;
  return { list: { at, paging: { by: "offset", to: offset.as, size: most } }, params: rest };
}

function listPlace(operation: JsonObject, reader: Reader): string | undefined {
  const schema = answerSchema(operation, reader);
  if (!schema) return undefined;
  if (typeOf(schema) === "array") return "";
  const lists = propertiesOf(schema).filter(([name, property]) => {
    const inner = schemaOf(property, reader);
    return (
      typeOf(inner) === "array" && !/[.[\]]/.test(name) && typeOf(schemaOf(own(inner, "items"), reader)) === "object"
    );
  });
  return lists.length === 1 ? lists[0]?.[0] : undefined;
}

/** Of the answer that says that all went well, where that is JSON. */
export function answerSchema(operation: JsonObject, reader: Reader): JsonObject | undefined {
  const answer = goodAnswer(operation, reader);
  if (!answer) return undefined;
  const old = own(answer, "schema");
  if (old !== undefined) return schemaOf(old, reader);
  const content = own(answer, "content");
  const found = isJsonObject(content) ? Object.entries(content).find(([type]) => /json/i.test(type)) : undefined;
  return found && schemaOf(own(reader.object(found[1]), "schema"), reader);
}

export function goodAnswer(operation: JsonObject, reader: Reader): JsonObject | undefined {
  const answers = own(operation, "responses");
  if (!isJsonObject(answers)) return undefined;
  const [code] = Object.keys(answers)
    .filter((status) => /^2(\d\d|XX)$/i.test(status))
    .sort();
  const found = own(answers, code ?? "default");
  return found === undefined ? undefined : reader.object(found);
}
