/** What flows along the wires: items, and the files they refer to. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A file in the data folder, named by the SHA-256 of its contents. `size` is in bytes. */
export type FileRef = { id: string; name: string; mimeType: string; size: number };

/**
 * The input item an output item came from. `input` names the port when it is not the node's first input; `source` is
 * set instead when the item came in with an earlier run of the node: the step and the port that gave it.
 */
export type Origin = { item: number; input?: string; source?: { step: number; port: string } };

export type Item = {
  json: JsonObject;
  binary?: { [name: string]: FileRef };
  /** Absent when the node could not tell. */
  from?: Origin | Origin[];
};

/** Items by port name. A port that produced nothing is absent or empty: its branch ends. */
export type Ports = { [port: string]: Item[] };

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
