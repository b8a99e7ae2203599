import { z } from "zod";
import { parseVariables } from "../variables";

export type TraceRules = { url: string; headers: { name: string; value: string }[]; serviceName: string };

const isWanted = z.object({ ISLEWIRE_TRACES: z.enum(["off", "otlp"]).default("off") });
const address = z.url({ protocol: /^https?$/, error: "is not a web address" });

/** Those that OpenTelemetry names. */
const schema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: address.default("http://localhost:4318"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().default(""),
  OTEL_SERVICE_NAME: z.string().max(200).default("islewire"),
});

/** Where no traces are wanted, it does not matter what other programs are told of their collector. */
export function readTraceRules(given: object): TraceRules | undefined {
  if (parseVariables(isWanted, given).ISLEWIRE_TRACES === "off") return undefined;
  const data = parseVariables(schema, given);
  const { OTEL_EXPORTER_OTLP_ENDPOINT: base, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: whole } = data;
  const headers = data.OTEL_EXPORTER_OTLP_HEADERS.split(",").flatMap((pair) => {
    const [, name, value = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
    return name ? [{ name, value: decoded(value) }] : [];
  });
  return { url: whole ?? `${base.replace(/\/+$/, "")}/v1/traces`, headers, serviceName: data.OTEL_SERVICE_NAME };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
