import { type HttpBody, type NameValue, NodeError } from "@/nodes/sdk";
import type { FileRef, Item, Json } from "@/shared/item";

export type BodyParams =
  | { is: "none" }
  | { is: "json"; value: Json }
  | { is: "form"; fields: NameValue[] }
  | { is: "multipart"; fields: NameValue[]; files: { name: string; field: string }[] }
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
      return { type: "form", fields: body.fields.filter(({ name }) => name) };
    case "multipart":
      return {
        type: "multipart",
        parts: [
          ...body.fields.filter(({ name }) => name),
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

function fileOf({ binary }: Item, field: string, param: string): FileRef {
  const file = binary?.[field];
  if (file) return file;
  const known = Object.keys(binary ?? {});
  throw new NodeError(`The item has no file "${field}"`, {
    hint: known.length ? `It has: ${known.join(", ")}` : "It has no files at all",
    param,
  });
}
