import { type HttpBody, NodeError } from "@/nodes/sdk";
import { fileOf } from "@/nodes/sdk/files";
import type { Item, Json } from "@/shared/item";
import { flatRows, type Row, textRows } from "./fields";

export type BodyParams =
  | { is: "none" }
  | { is: "json"; value: Json }
  | { is: "form"; fields: Row[] }
  | { is: "multipart"; fields: Row[]; files: { name: string; field: string }[] }
  | { is: "text"; text: string; contentType: string }
  | { is: "file"; field: string };

/** The request's body. JSON given as text must be JSON, so that a slip shows here and not at the other end. */
export function encodeBody(body: BodyParams, item: Item): HttpBody | undefined {
  switch (body.is) {
    case "none":
      return undefined;
    case "json":
      return { type: "text", text: jsonText(body.value), contentType: "application/json" };
    case "form":
      return { type: "form", fields: flatRows(body.fields, "indices") };
    case "multipart":
      return {
        type: "multipart",
        parts: [
          ...textRows(body.fields),
          ...body.files.map(({ name, field }) => ({ name, file: fileOf(item, field, "body.files") })),
        ],
      };
    case "text":
      return { type: "text", text: body.text, contentType: body.contentType };
    case "file":
      return { type: "file", file: fileOf(item, body.field, "body.field") };
  }
}

function jsonText(value: Json): string {
  if (typeof value !== "string") return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch (thrown) {
    throw new NodeError(`The body is not valid JSON: ${thrown instanceof Error ? thrown.message : thrown}`, {
      hint: "Use an expression that gives an object, or put texts in quotes",
      param: "body.value",
    });
  }
}
