import { describe, expect, it } from "vitest";
import { findNode } from "@/nodes/registry";
import { objectSchema } from "@/nodes/sdk/params";
import type { JsonObject } from "@/shared/item";
import { mapN8nNode } from "../registry";

/** Parameters as n8n stores them, beside what its own test suite has. */
const stored: [string, number, JsonObject, string][] = [
  ["dateTime", 2, { options: { timezone: "Europe/Berlin" } }, "core.dateTime"],
  ["dateTime", 2, { operation: "roundDate", date: "x", mode: "roundUp", to: "week" }, "core.dateTime"],
  ["dateTime", 2, { operation: "getTimeBetweenDates", units: ["hour", "millisecond"] }, "core.dateTime"],
  ["dateTime", 2, { operation: "formatDate", format: "custom", customFormat: "yyyy" }, "core.dateTime"],
  ["dateTime", 1, { action: "calculate", value: 1, timeUnit: "quarters" }, "core.dateTime"],
  ["summarize", 1.1, { fieldsToSummarize: { values: [{ aggregation: "max", field: "a" }] } }, "core.summarize"],
  ["crypto", 1, { action: "generate", encodingType: "base64", stringLength: 8 }, "core.crypto"],
  ["crypto", 1, { type: "SHA3-384", value: "x" }, "core.crypto"],
  ["crypto", 2, { action: "hash", binaryData: true, binaryPropertyName: "f" }, "core.crypto"],
  ["html", 1, { html: "<p>{{ $json.a }}</p>" }, "core.html"],
  ["html", 1.2, extractHtml("extractHtmlContent"), "core.html"],
  ["htmlExtract", 1, extractHtml(undefined), "core.html"],
  ["html", 1, { operation: "convertToHtmlTable", options: { capitalize: true } }, "core.htmlTable"],
  ["markdown", 1, { mode: "markdownToHtml", markdown: "x", options: { headerLevelStart: 2 } }, "core.markdown"],
  ["xml", 1, { mode: "jsonToxml", options: { attrkey: "@", headless: true } }, "core.xml"],
  ["convertToFile", 1.1, { operation: "toText", sourceProperty: "a", options: { addBOM: true } }, "core.convertToFile"],
  [
    "convertToFile",
    1,
    { operation: "iCal", start: "2024-01-01", end: "2024-01-01", additionalFields: ics() },
    "core.convertToFile",
  ],
  ["extractFromFile", 1, { operation: "pdf", options: { maxPages: 2, password: "p" } }, "core.extractFromFile"],
  ["extractFromFile", 1, { operation: "binaryToPropery", options: { keepSource: "both" } }, "core.extractFromFile"],
  ["extractFromFile", 1, { options: { delimiter: ";", maxRowCount: -1, fromLine: 2 } }, "core.extractFromFile"],
  ["extractFromFile", 1, { operation: "xlsx", options: { range: 2, sheetName: "A" } }, "core.extractFromFile"],
  ["spreadsheetFile", 1, { operation: "toFile", fileFormat: "ods", options: {} }, "core.convertToFile"],
  ["moveBinaryData", 1, { options: {} }, "core.extractFromFile"],
  ["moveBinaryData", 1, { setAllData: false, options: { keepAsBase64: true } }, "core.extractFromFile"],
  ["moveBinaryData", 1.1, { mode: "jsonToBinary", convertAllData: false, options: {} }, "core.convertToFile"],
  ["compareDatasets", 2.3, { mergeByFields: { values: [{ field1: "id" }] }, resolve: "mix" }, "core.compareDatasets"],
  ["jwt", 1, { operation: "verify", token: "t", options: { clockTolerance: 5, algorithm: "RS256" } }, "core.jwt"],
  ["totp", 1, { options: { algorithm: "SHA256", digits: 8 } }, "core.totp"],
  ["compression", 1.1, { operation: "compress", outputFormat: "gzip", fileName: "a.gz" }, "core.compression"],
  ["debugHelper", 1, { category: "randomData", randomDataType: "macAddress" }, "core.debugHelper"],
  ["graphql", 1, { endpoint: "https://x.example", query: "q", variables: '{"a":1}' }, "core.graphql"],
  ["rssFeedRead", 1.2, { url: "https://x.example", options: { customFields: "a,b" } }, "core.rssRead"],
  ["readWriteFile", 1, { operation: "write", fileName: "a.txt", options: { append: true } }, "core.files"],
  ["readBinaryFile", 1, { filePath: "/data/a.txt" }, "core.files"],
  ["renameKeys", 1, { keys: { key: [{ currentKey: "a", newKey: "b" }] } }, "core.renameKeys"],
];

function extractHtml(operation: string | undefined): JsonObject {
  const values = [{ key: "a", cssSelector: "a", returnValue: "attribute", attribute: "href", returnArray: true }];
  return { ...(operation && { operation }), sourceData: "binary", extractionValues: { values }, options: {} };
}

function ics(): JsonObject {
  const attendeesUi = { attendeeValues: [{ name: "A", email: "a@x.example", rsvp: true }] };
  return { attendeesUi, status: "CONFIRMED", busyStatus: "FREE", recurrenceRule: "RRULE:FREQ=DAILY" };
}

describe("core nodes of n8n", () => {
  it.each(stored)("%s %s with %j are mapped to parameters that our node takes", (type, version, params, wanted) => {
    const mapped = mapN8nNode(`n8n-nodes-base.${type}`, version, params);
    expect(mapped.type).toBe(wanted);
    const node = findNode(wanted);
    expect(node && objectSchema(node.params).safeParse(mapped.params).error?.issues).toBeUndefined();
  });

  it.each([null, [], "x", 5, { a: 1 }, { __proto__: null }])(
    "parameters of the wrong type, such as %j, are survived",
    (odd) => {
      for (const [type, version, params] of stored) {
        const wrong = Object.fromEntries(Object.keys({ ...params, options: 1, operation: 1 }).map((key) => [key, odd]));
        expect(() => mapN8nNode(`n8n-nodes-base.${type}`, version, wrong as JsonObject)).not.toThrow();
      }
    },
  );
});
