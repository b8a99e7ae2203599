import { createHash } from "node:crypto";
import { p } from "./params";

/** Parameters of nodes that remember something for each key. */
export const keyedParams = {
  name: (label: string, preset: string) =>
    p.text({
      label,
      help: "Nodes of this workflow with the same name share it",
      default: preset,
      required: true,
      expression: false,
    }),
  key: p.text({ label: "Key", help: "Apart for each value, such as {{ $json.customer }}. Empty: one for all" }),
  forgetDays: (preset = 90) =>
    p.number({
      label: "Forget a key that was not used for",
      ...{ unit: "days", default: preset, min: 1, max: 3_650, integer: true, advanced: true, expression: false },
    }),
};

/** The name under which something is remembered for a key: one for each, so that a change of one writes no other. */
export const stateName = (kind: string, name: string, key: string) => statePrefix(kind, name) + shortKey(key);

/** How the names of all keys begin. */
export const statePrefix = (kind: string, name: string) => `${kind} ${name}\n`;

/** A long key is told apart by its hash. */
const shortKey = (key: string) =>
  key.length <= maxKeyLength ? key : `sha256 ${createHash("sha256").update(key).digest("base64url")}`;
const maxKeyLength = 200;

export const dayMs = 86_400_000;
