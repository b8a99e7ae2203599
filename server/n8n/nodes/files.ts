import type { Json, JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { list, object, text } from "../params";

export const filesMappers: Mappers = {
  extractFromFile: (params) => extract(params, text(params.operation, "csv")),
  convertToFile: (params) => convert(params, text(params.operation, "csv")),
  readPDF: (params) => ({
    type: "core.extractFromFile",
    params: {
      file: text(params.binaryPropertyName, "data"),
      as: { is: "pdf", ...(params.encrypted === true && { password: text(params.password) }) },
      keep: "files",
    },
  }),
  spreadsheetFile(params, version): Mapped {
    const format = text(params.fileFormat, version >= 2 ? "autodetect" : "xls");
    if (params.operation === "toFile") return convert(params, text(params.fileFormat, "xls"));
    if (version >= 2 && format === "csv") return extract(params, "csv");
    const { params: own = {}, ...rest } = extract(params, "xlsx");
    return { ...rest, params: version >= 2 ? { ...own, as: { ...object(own.as), csvTexts: true } } : own };
  },
  moveBinaryData: (params) => (params.mode === "jsonToBinary" ? jsonToFile(params) : fileToJson(params)),
  iCal: (params) => keeping(convert(params, "iCal")),
};

const sheets = ["xlsx", "xls", "ods", "html", "rtf"];
const encoding = (options: JsonObject) => text(options.encoding, "utf8");

function extract(params: JsonObject, operation: string): Mapped {
  const options = object(params.options);
  const field = text(params.destinationKey, "data");
  const texts = { field, encoding: text(options.encoding), bom: options.stripBOM !== false };
  const keeps: { [source: string]: string } = { json: "fields", binary: "files", both: "both" };
  const others: { [operation: string]: JsonObject } = {
    fromJson: { is: "json", ...texts },
    fromIcs: { is: "ics", ...texts },
    text: { is: "text", ...texts },
    xml: { is: "text", ...texts },
    binaryToPropery: { is: "base64", field },
    pdf: {
      is: "pdf",
      joinPages: options.joinPages !== false,
      maxPages: options.maxPages ?? 0,
      password: text(options.password),
    },
    csv: csv(options),
  };
  return {
    type: "core.extractFromFile",
    params: {
      file: text(params.binaryPropertyName, "data"),
      as: others[operation] ?? sheet(options),
      keep: keeps[text(options.keepSource)] ?? "none",
    },
  };
}

const csv = (options: JsonObject): JsonObject => ({
  is: "csv",
  delimiter: text(options.delimiter, ","),
  header: options.headerRow !== false,
  encoding: encoding(options),
  bom: options.enableBOM === true,
  fromLine: options.fromLine ?? 1,
  maxRows: typeof options.maxRowCount === "number" ? Math.max(options.maxRowCount, 0) : (options.maxRowCount ?? 0),
  emptyCells: options.includeEmptyCells === true,
  relaxQuotes: options.relaxQuotes === true,
  skipBroken: object(options.skipRecordsWithErrors).value !== undefined,
});

const sheet = (options: JsonObject): JsonObject => ({
  is: "sheet",
  sheet: text(options.sheetName),
  range: options.range ?? "",
  header: options.headerRow !== false,
  emptyCells: options.includeEmptyCells === true,
  raw: options.rawData === true,
  utf8: options.readAsString === true,
});

function convert(params: JsonObject, operation: string): Mapped {
  const options = object(params.options);
  const coded = { encoding: encoding(options), bom: options.addBOM === true };
  const field = text(params.sourceProperty);
  const header = options.headerRow !== false;
  const others: { [operation: string]: JsonObject } = {
    csv: { is: "csv", delimiter: text(options.delimiter, ","), header, bom: true },
    toJson: { is: "json", each: params.mode === "each", pretty: options.format === true, ...coded },
    toText: { is: "text", field, ...coded },
    toBinary: options.dataIsBase64 === false ? { is: "text", field, ...coded } : { is: "base64", field },
    iCal: calendar(params),
  };
  const format = sheets.includes(operation) ? operation : "xlsx";
  const table = {
    is: "sheet",
    format,
    sheet: text(options.sheetName, "Sheet"),
    header,
    compress: options.compression === true,
  };
  return {
    type: "core.convertToFile",
    params: {
      to: others[operation] ?? table,
      file: text(params.binaryPropertyName, "data"),
      name: text(options.fileName) || text(object(params.additionalFields).fileName),
      mimeType: text(options.mimeType),
    },
  };
}

function calendar(params: JsonObject): JsonObject {
  const more = object(params.additionalFields);
  const organizer = object(object(more.organizerUi).organizerValues);
  const attendees = list(object(more.attendeesUi).attendeeValues).map((row) => ({
    name: text(row.name),
    email: text(row.email),
    rsvp: row.rsvp === true,
  }));
  return {
    is: "ics",
    title: text(params.title),
    start: params.start ?? "",
    end: params.end ?? "",
    allDay: params.allDay === true,
    description: text(more.description),
    location: text(more.location),
    url: text(more.url),
    calendar: text(more.calName),
    organizer: organizer.email ? `${text(organizer.name)} <${text(organizer.email)}>` : "",
    attendees: attendees as unknown as Json,
    status: inCapitals(text(more.status)) || "none",
    busy: inCapitals(text(more.busyStatus)) || "none",
    recurrence: text(more.recurrenceRule).replace(/^RRULE:/i, ""),
    uid: text(more.uid),
    sequence: more.sequence ?? 0,
  };
}

const inCapitals = (word: string) => (word.startsWith("=") ? word : word.toUpperCase());

const keeping = ({ type, params }: Mapped): Mapped => ({ type, params: { ...params, keepFields: true } });

function fileToJson(params: JsonObject): Mapped {
  const options = object(params.options);
  const whole = params.setAllData !== false;
  const texts = {
    field: whole ? "" : text(params.destinationKey, "data"),
    encoding: text(options.encoding),
    bom: options.stripBOM !== false,
  };
  const isText = !whole && options.jsonParse !== true;
  const as =
    options.keepAsBase64 === true && !whole
      ? { is: "base64", field: texts.field }
      : { is: isText ? "text" : "json", ...texts };
  return {
    type: "core.extractFromFile",
    params: {
      file: text(params.sourceKey, "data"),
      as,
      keep: whole ? (options.keepSource === true ? "files" : "none") : options.keepSource === true ? "both" : "fields",
    },
  };
}

function jsonToFile(params: JsonObject): Mapped {
  const options = object(params.options);
  const coded = { encoding: encoding(options), bom: options.addBOM === true };
  const field = text(params.sourceKey, "data");
  const whole: JsonObject = { is: "json", each: true, ...coded };
  const single: JsonObject =
    options.dataIsBase64 === true
      ? { is: "base64", field }
      : options.useRawData === true
        ? { is: "text", field, ...coded }
        : { is: "json", each: true, field, ...coded };
  return {
    type: "core.convertToFile",
    params: {
      to: params.convertAllData === false ? single : whole,
      file: text(params.destinationKey, "data"),
      name: text(options.fileName),
      mimeType: text(options.mimeType, "application/json"),
      keepFields: options.keepSource === true,
    },
  };
}
