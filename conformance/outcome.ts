/** What one check of the conformance data gave. `detail` says why it failed or was skipped. */
export type Outcome = { name: string; is: "passed" | "failed" | "skipped"; detail?: string };

export const passed = (name: string): Outcome => ({ name, is: "passed" });
export const failed = (name: string, detail: string): Outcome => ({ name, is: "failed", detail });
export const skipped = (name: string, detail: string): Outcome => ({ name, is: "skipped", detail });

/** Values as the facts write what JSON has no word for. */
export type Encoded = { $type: string; iso?: string; zone?: string; value?: string };

export const isEncoded = (value: unknown): value is Encoded =>
  typeof value === "object" && value !== null && typeof (value as { $type?: unknown }).$type === "string";

/** The value as a stored parameter: what JSON cannot say becomes an expression, and a leading `=` is doubled. */
export function asParameter(value: unknown): unknown {
  if (typeof value === "string" && value.startsWith("=")) return `=${value}`;
  if (!isEncoded(value)) return value;
  if (value.$type === "undefined") return "={{ undefined }}";
  if (value.$type === "number") return `={{ ${value.value} }}`;
  return `={{ DateTime.fromISO(${JSON.stringify(value.iso)}, { setZone: true }) }}`;
}
