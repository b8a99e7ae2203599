import type { JsonObject } from "@/shared/item";
import type { Mapped, Mappers } from "../mapper";
import { object, text } from "../params";

export const dateTimeMappers: Mappers = {
  dateTime: (params, version) => (version >= 2 ? second(params) : first(params)),
};

function second(params: JsonObject): Mapped {
  const options = object(params.options);
  const operation = text(params.operation, "getCurrentDate");
  const [action, otherwise] = actions(params)[operation] ?? [{ is: "now" }, "currentDate"];
  const isFormat = operation === "formatDate";
  const named = operation === "getCurrentDate" ? text(options.timezone) : "";
  return {
    type: "core.dateTime",
    params: {
      action,
      field: text(params.outputFieldName, otherwise),
      keepOthers: options.includeInputFields === true,
      zone: named
        ? { is: "named", name: named }
        : { is: isFormat && options.timezone !== true ? "written" : "workflow" },
      ...(isFormat && { inputFormat: text(options.fromFormat) }),
    },
  };
}

const actions = (params: JsonObject): { [operation: string]: [JsonObject, string] } => {
  const shift = {
    date: params.magnitude ?? "",
    amount: params.duration ?? 0,
    unit: plural(text(params.timeUnit, "days")),
  };
  const format = text(params.format, "MM/dd/yyyy");
  const isUp = params.mode === "roundUp";
  return {
    getCurrentDate: [{ is: "now", time: params.includeTime !== false }, "currentDate"],
    addToDate: [{ is: "add", ...shift }, "newDate"],
    subtractFromDate: [{ is: "subtract", ...shift }, "newDate"],
    formatDate: [
      {
        is: "format",
        date: params.date ?? "",
        format: format === "custom" ? text(params.customFormat) : format,
      },
      "formattedDate",
    ],
    roundDate: [
      {
        is: "round",
        date: params.date ?? "",
        direction: isUp ? "up" : "down",
        to: text(isUp ? params.to : params.toNearest, "month"),
      },
      "roundedDate",
    ],
    getTimeBetweenDates: [
      {
        is: "between",
        start: params.startDate ?? "",
        end: params.endDate ?? "",
        units: (Array.isArray(params.units) ? params.units : ["day"]).map((unit) => plural(String(unit))),
        iso: object(params.options).isoString === true,
      },
      "timeDifference",
    ],
    extractDate: [{ is: "extract", date: params.date ?? "", part: text(params.part, "month") }, "datePart"],
  };
};

/** Version 1 uses Moment.js: its tokens, and results in UTC. */
function first(params: JsonObject): Mapped {
  const options = object(params.options);
  const date = params.value ?? "";
  const format = params.custom === true ? text(params.toFormat) : text(params.toFormat, "MM/DD/YYYY");
  const action: JsonObject =
    params.action === "calculate"
      ? {
          is: params.operation === "subtract" ? "subtract" : "add",
          date,
          amount: params.duration ?? 0,
          unit: plural(text(params.timeUnit, "days")),
        }
      : { is: "format", date, format };
  const [from, to] = [text(options.fromTimezone), text(options.toTimezone)];
  return {
    type: "core.dateTime",
    params: {
      action,
      field: text(params.dataPropertyName, "data"),
      keepOthers: true,
      zone: to || from ? { is: "named", name: to || from } : { is: "workflow" },
      inputFormat: text(options.fromFormat),
      inputZone: from,
      dialect: "moment",
    },
  };
}

const plural = (unit: string) => (unit.startsWith("=") || unit.endsWith("s") ? unit : `${unit}s`);
