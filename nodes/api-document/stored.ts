import type { ApiMethod, Paging } from "@/nodes/sdk/api/api-node";
import type { ListForm } from "@/nodes/sdk/api/place";
import type { Json, JsonObject } from "@/shared/item";

/** What is kept of an OpenAPI document: plain data, small enough to load one operation at a time. */

export type DocumentFacts = {
  title: string;
  summary: string;
  /** The version that the document gives itself. */
  release: string;
  servers: string[];
  /** Types of credentials that sign its requests; none: any kind may be tried. */
  credentials: string[];
  /** What a credential must say, such as the name of a header. */
  credentialHint: string;
};

export type StoredParam = {
  name: string;
  in: "path" | "query" | "header" | "body" | "wholeBody" | "file";
  as: string;
  label: string;
  help?: string;
  required?: boolean;
  advanced?: boolean;
  list?: ListForm;
  kind:
    | { is: "text"; placeholder?: string; default?: string; multiline?: boolean }
    | { is: "number"; min?: number; max?: number; integer?: boolean; default?: number }
    | { is: "toggle"; default?: boolean }
    | { is: "select"; options: string[]; default?: string }
    | { is: "json"; placeholder?: string; default?: Json };
};

export type StoredOperation = {
  /** Its operation id; else method and path. */
  key: string;
  label: string;
  help?: string;
  tag: string;
  method: ApiMethod;
  path: string;
  params: StoredParam[];
  body?: "json" | "form" | "multipart";
  headers?: { name: string; value: string }[];
  fixed?: JsonObject;
  answer?: "text";
  list?: { at: string; paging: Paging };
};

export type ReadDocument = { facts: DocumentFacts; operations: StoredOperation[]; warnings: string[] };
