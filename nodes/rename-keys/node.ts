import { defineNode, p } from "@/nodes/sdk";
import { getPath, withoutPath, withPath } from "@/nodes/sdk/paths";
import { replacer } from "@/nodes/sdk/safe-regexp";
import { isJsonObject, type Json, type JsonObject } from "@/shared/item";

export const renameKeys = defineNode({
  type: "core.renameKeys",
  version: 1,
  label: "Rename Keys",
  summary: "Gives fields other names",
  category: "transform",
  icon: "tag",
  keywords: ["field", "property", "regex"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    keys: p.list({
      label: "Keys",
      addLabel: "Add key",
      of: {
        from: p.text({ label: "Name now", placeholder: "address.zip" }),
        to: p.text({ label: "New name" }),
      },
    }),
    patterns: p.list({
      label: "Patterns",
      addLabel: "Add pattern",
      advanced: true,
      of: {
        search: p.text({ label: "Regular expression", placeholder: "^old_", required: true }),
        replace: p.text({ label: "Replacement", help: "$1 is the first group" }),
        ignoreCase: p.toggle({ label: "Ignore case" }),
        depth: p.number({
          label: "Depth",
          help: "-1: everywhere, 0: the top only",
          default: -1,
          min: -1,
          integer: true,
        }),
      },
    }),
  },
  line: "{keys.0.from} → {keys.0.to}",
  effect: "none",
  failedItems: "input",
  execute({ item, params: { keys, patterns } }) {
    let json = item.json;
    for (const { from, to } of keys) {
      const value = from && to && from !== to ? getPath(json, from) : undefined;
      if (value !== undefined) json = withPath(withoutPath(json, from), to, value);
    }
    for (const [index, { search, replace, ignoreCase, depth }] of patterns.entries()) {
      const rename = replacer({ pattern: search, replacement: replace, ignoreCase, param: `patterns.${index}.search` });
      json = renamed(json, rename, depth) as JsonObject;
    }
    return { main: { ...item, json } };
  },
});

function renamed(value: Json, rename: (keys: string[]) => string[], depth: number): Json {
  const inner = (entry: Json) => (depth === 0 ? entry : renamed(entry, rename, depth - 1));
  if (Array.isArray(value)) return value.map(inner);
  if (!isJsonObject(value)) return value;
  const keys = Object.keys(value);
  const names = rename(keys);
  const stay: [string, Json][] = [];
  const changed: [string, Json][] = [];
  keys.forEach((key, index) => {
    const name = names[index] ?? key;
    (name === key ? stay : changed).push([name, inner(value[key] ?? null)]);
  });
  return Object.fromEntries([...stay, ...changed]);
}
