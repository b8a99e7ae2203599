import type { Json, JsonObject } from "@/shared/item";
import type { Exported, Exporters } from "../mapper";
import { object, stored, text, unless } from "../params";

export const dateTimeExporters: Exporters = {
  "core.dateTime": (params) => (params.dialect === "moment" ? first(params) : second(params)),
};

function second(params: JsonObject): Exported {
  const action = object(params.action);
  const zone = object(params.zone);
  const isFormat = action.is === "format";
  return {
    ...{ type: "n8n-nodes-base.dateTime", typeVersion: 2 },
    parameters: stored({
      ...operationOf(action),
      outputFieldName: params.field,
      options: stored({
        includeInputFields: unless(params.keepOthers, false),
        timezone: action.is === "now" ? zone.name : isFormat && zone.is === "workflow" ? true : undefined,
        fromFormat: isFormat ? params.inputFormat || undefined : undefined,
        isoString: unless(action.iso, false),
      }),
    }),
  };
}

function operationOf(action: JsonObject): { [name: string]: Json | undefined } {
  const shift = { magnitude: action.date, duration: action.amount, timeUnit: action.unit };
  switch (action.is) {
    case "add":
      return { operation: "addToDate", ...shift };
    case "subtract":
      return { operation: "subtractFromDate", ...shift };
    case "format":
      return { operation: "formatDate", date: action.date, format: "custom", customFormat: action.format };
    case "round":
      return action.direction === "up"
        ? { operation: "roundDate", date: action.date, mode: "roundUp", to: action.to }
        : { operation: "roundDate", date: action.date, mode: "roundDown", toNearest: action.to };
    case "between":
      return {
        ...{ operation: "getTimeBetweenDates", startDate: action.start, endDate: action.end },
        units: Array.isArray(action.units) ? action.units.map((unit) => String(unit).replace(/s$/, "")) : undefined,
      };
    case "extract":
      return { operation: "extractDate", date: action.date, part: action.part };
    default:
      return { includeTime: action.time };
  }
}

/** The version that uses Moment.js. */
function first(params: JsonObject): Exported {
  const action = object(params.action);
  const isFormat = action.is === "format";
  const { name: toTimezone } = object(params.zone);
  return {
    ...{ type: "n8n-nodes-base.dateTime", typeVersion: 1 },
    parameters: stored({
      value: action.date,
      dataPropertyName: params.field,
      ...(isFormat
        ? { custom: true, toFormat: action.format }
        : {
            ...{ action: "calculate", operation: text(action.is, "add") },
            ...{ duration: action.amount, timeUnit: action.unit },
          }),
      options: stored({
        fromFormat: params.inputFormat || undefined,
        fromTimezone: params.inputZone || undefined,
        toTimezone,
      }),
    }),
  };
}
