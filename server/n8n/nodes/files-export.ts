import type { Json, JsonObject } from "@/shared/item";
import type { Exported, Exporters } from "../mapper";
import { list, object, stored, text, unless } from "../params";

export const filesExporters: Exporters = {
  "core.extractFromFile": (params) => {
    const as = object(params.as);
    if (as.is === "sheet" && as.csvTexts === true) return spreadsheet(params, as);
    const isWhole = as.field === "" && (params.keep === "none" || params.keep === "files");
    return as.is === "json" && isWhole ? wholeItem(params, as) : extraction(params, as);
  },
  "core.convertToFile": (params) => {
    const to = object(params.to);
    const isText = to.is === "text" || to.is === "base64" || (to.is === "json" && to.each === true);
    if (to.is === "ics") return calendar(params, to);
    const isMove = isText && (params.keepFields === true || Boolean(to.is === "json" && to.field));
    return isMove ? moved(params, to) : conversion(params, to);
  },
};

const operations: { [is: string]: string } = {
  ...{ csv: "csv", sheet: "xlsx", json: "fromJson", text: "text", ics: "fromIcs" },
  ...{ pdf: "pdf", base64: "binaryToPropery" },
};
const sources: { [keep: string]: string } = { fields: "json", files: "binary", both: "both" };

function extraction(params: JsonObject, as: JsonObject): Exported {
  const hasField = as.is !== "csv" && as.is !== "sheet" && as.is !== "pdf";
  return {
    ...{ type: "n8n-nodes-base.extractFromFile", typeVersion: 1.1 },
    parameters: stored({
      operation: operations[text(as.is)],
      binaryPropertyName: params.file,
      destinationKey: hasField ? as.field : undefined,
      options: stored({ ...readingOptions(as), keepSource: sources[text(params.keep)] }),
    }),
  };
}

function readingOptions(as: JsonObject): { [name: string]: Json | undefined } {
  switch (as.is) {
    case "csv":
      return {
        ...{ delimiter: as.delimiter, headerRow: as.header, encoding: as.encoding, enableBOM: as.bom },
        ...{ fromLine: unless(as.fromLine, 1), maxRowCount: unless(as.maxRows, 0) },
        ...{ includeEmptyCells: unless(as.emptyCells, false), relaxQuotes: unless(as.relaxQuotes, false) },
        skipRecordsWithErrors: as.skipBroken === true ? { value: { enabled: true, maxSkippedRecords: -1 } } : undefined,
      };
    case "sheet":
      return sheetOptions(as);
    case "pdf":
      return { joinPages: as.joinPages, maxPages: unless(as.maxPages, 0), password: as.password || undefined };
    default:
      return { encoding: as.encoding || undefined, stripBOM: as.bom === false ? false : undefined };
  }
}

const sheetOptions = (as: JsonObject) => ({
  ...{ sheetName: as.sheet || undefined, range: as.range === "" ? undefined : as.range, headerRow: as.header },
  ...{ includeEmptyCells: unless(as.emptyCells, false), rawData: unless(as.raw, false) },
  readAsString: unless(as.utf8, false),
});

const spreadsheet = (params: JsonObject, as: JsonObject): Exported => ({
  ...{ type: "n8n-nodes-base.spreadsheetFile", typeVersion: 2 },
  parameters: stored({ binaryPropertyName: params.file, options: stored(sheetOptions(as)) }),
});

/** The item becomes what the file holds, as only the older node does it. */
const wholeItem = (params: JsonObject, as: JsonObject): Exported => ({
  ...{ type: "n8n-nodes-base.moveBinaryData", typeVersion: 1.1 },
  parameters: stored({
    sourceKey: params.file,
    options: stored({
      encoding: as.encoding || undefined,
      stripBOM: as.bom === false ? false : undefined,
      keepSource: params.keep === "files" ? true : undefined,
    }),
  }),
});

function conversion(params: JsonObject, to: JsonObject): Exported {
  const named = { fileName: params.name || undefined, mimeType: params.mimeType || undefined };
  const coded = { encoding: unless(to.encoding, "utf8"), addBOM: unless(to.bom, false) };
  const shapes: { [is: string]: [JsonObject, { [option: string]: Json | undefined }] } = {
    csv: [{ operation: "csv" }, { delimiter: to.delimiter, headerRow: to.header }],
    json: [
      { operation: "toJson", mode: to.each === true ? "each" : "once" },
      { ...coded, format: unless(to.pretty, false) },
    ],
    text: [{ operation: "toText", sourceProperty: to.field ?? "" }, coded],
    base64: [{ operation: "toBinary", sourceProperty: to.field ?? "" }, {}],
    sheet: [
      { operation: text(to.format, "xlsx") },
      { sheetName: to.sheet, headerRow: to.header, compression: to.compress },
    ],
  };
  const [own, options] = shapes[text(to.is)] ?? [{}, {}];
  return {
    ...{ type: "n8n-nodes-base.convertToFile", typeVersion: 1.1 },
    parameters: stored({ ...own, binaryPropertyName: params.file, options: stored({ ...options, ...named }) }),
  };
}

/** The older node, which keeps what the item has, and takes a single field as JSON. */
function moved(params: JsonObject, to: JsonObject): Exported {
  const isWhole = to.is === "json" && !to.field;
  return {
    ...{ type: "n8n-nodes-base.moveBinaryData", typeVersion: 1.1 },
    parameters: stored({
      mode: "jsonToBinary",
      ...(!isWhole && { convertAllData: false, sourceKey: to.field }),
      destinationKey: params.file,
      options: stored({
        encoding: unless(to.encoding, "utf8"),
        addBOM: unless(to.bom, false),
        dataIsBase64: to.is === "base64" ? true : undefined,
        useRawData: to.is === "text" ? true : undefined,
        keepSource: unless(params.keepFields, false),
        fileName: params.name || undefined,
        mimeType: params.mimeType,
      }),
    }),
  };
}

function calendar(params: JsonObject, to: JsonObject): Exported {
  const [, name, email] = /^(.*?)\s*<([^<>]*)>$/.exec(text(to.organizer)) ?? [];
  const attendeeValues = list(to.attendees).map((row) => ({
    ...{ name: row.name ?? "", email: row.email ?? "", rsvp: row.rsvp === true },
  }));
  const more = stored({
    description: to.description || undefined,
    location: to.location || undefined,
    url: to.url || undefined,
    calName: to.calendar || undefined,
    organizerUi: email ? { organizerValues: { name: name ?? "", email } } : undefined,
    attendeesUi: attendeeValues.length ? { attendeeValues } : undefined,
    status: unless(to.status, "none"),
    busyStatus: unless(to.busy, "none"),
    recurrenceRule: to.recurrence || undefined,
    uid: to.uid || undefined,
    sequence: unless(to.sequence, 0),
    fileName: params.name || undefined,
  });
  const event = stored({
    ...{ title: to.title, start: to.start, end: to.end, allDay: unless(to.allDay, false) },
    ...{ binaryPropertyName: params.file, additionalFields: more },
  });
  return params.keepFields === true
    ? { type: "n8n-nodes-base.iCal", typeVersion: 1, parameters: event }
    : { type: "n8n-nodes-base.convertToFile", typeVersion: 1.1, parameters: { operation: "iCal", ...event } };
}
