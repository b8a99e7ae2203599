import { p } from "../params";
import { asBody, asFile } from "./place";

/** Parameters that many services have, in the same words. */

export const more = asBody(
  p.json({ label: "More fields", help: "Whatever else the API takes, as a JSON object", advanced: true }),
);
export const file = (as: string) =>
  asFile(p.text({ label: "File field of the item", default: "data", required: true }), as);
export const id = (label: string, help?: string) => p.text({ label, help, required: true });
export const text = (label = "Text", help?: string) => p.text({ label, help, multiline: true });
export const commas = (label: string) => p.text({ label, help: "With commas between" });
export const again = { effect: "idempotent" } as const;
