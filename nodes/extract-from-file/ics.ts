import { DateTime } from "luxon";
import { NodeError } from "@/nodes/sdk";
import type { Json, JsonObject } from "@/shared/item";

type Line = { name: string; params: Map<string, string>; value: string };

/** An iCalendar text as `{ version, prodId, events: [...] }`. */
export function readCalendar(text: string): JsonObject {
  if (!/^\s*BEGIN:VCALENDAR/i.test(text)) {
    throw new NodeError("The file is not a calendar", { code: "ICS_INVALID", hint: "It starts with BEGIN:VCALENDAR" });
  }
  const calendar: JsonObject = {};
  const events: JsonObject[] = [];
  const open: string[] = [];
  let event: JsonObject = {};
  for (const line of linesOf(text)) {
    if (line.name === "BEGIN") {
      open.push(line.value.toUpperCase());
      if (open.at(-1) === "VEVENT") event = {};
    } else if (line.name === "END") {
      if (open.pop() === "VEVENT") events.push(event);
    } else if (open.at(-1) === "VEVENT") readProperty(event, line);
    else if (open.at(-1) === "VCALENDAR") {
      const key = calendarFields[line.name];
      if (key) calendar[key] = unescaped(line.value);
    }
  }
  return { ...calendar, events };
}

const calendarFields: { [name: string]: string } = { VERSION: "version", PRODID: "prodId", METHOD: "method" };
calendarFields["X-WR-CALNAME"] = "name";

const dates: { [name: string]: string } = {
  ...{ DTSTART: "start", DTEND: "end", DTSTAMP: "stamp", CREATED: "created" },
  ...{ "LAST-MODIFIED": "lastModified", "RECURRENCE-ID": "recurrenceId" },
};
const texts: { [name: string]: string } = {
  ...{ UID: "uid", SUMMARY: "summary", DESCRIPTION: "description", LOCATION: "location", URL: "url" },
  ...{ STATUS: "status", CLASS: "class", TRANSP: "timeTransparent" },
};

function readProperty(event: JsonObject, line: Line) {
  const date = dates[line.name];
  const text = texts[line.name];
  if (date) event[date] = dateOf(line);
  else if (text) event[text] = unescaped(line.value);
  else if (line.name === "ORGANIZER") event.organizer = person(line);
  else if (line.name === "ATTENDEE") addAttendee(event, person(line));
  else if (line.name === "CATEGORIES") event.categories = line.value.split(",").map(unescaped);
  else if (line.name === "RRULE") event.recurrenceRule = rule(line.value);
  else if (line.name === "SEQUENCE") event.sequence = Number(line.value) || 0;
  else if (line.name === "GEO") event.geo = line.value;
  else if (line.name === "DURATION") event.duration = line.value;
}

function addAttendee(event: JsonObject, attendee: Json) {
  if (Array.isArray(event.attendees)) event.attendees.push(attendee);
  else event.attendees = [attendee];
}

function dateOf({ params, value }: Line): Json {
  const isDate = params.get("VALUE") === "DATE" || /^\d{8}$/.test(value);
  const zone = params.get("TZID") ?? "utc";
  const moment = DateTime.fromFormat(value.replace(/Z$/, ""), isDate ? "yyyyMMdd" : "yyyyMMdd'T'HHmmss", {
    zone: isDate ? "utc" : zone,
  });
  const date = moment.isValid ? moment.toJSDate().toISOString() : value;
  return {
    date,
    type: isDate ? "DATE" : "DATE-TIME",
    ...(params.has("TZID") && { local: { timezone: zone } }),
  };
}

const person = ({ params, value }: Line): Json => ({
  ...(params.has("CN") && { name: params.get("CN") ?? "" }),
  email: value.replace(/^mailto:/i, ""),
  ...(params.has("PARTSTAT") && { partstat: params.get("PARTSTAT") ?? "" }),
  ...(params.has("ROLE") && { role: params.get("ROLE") ?? "" }),
});

const rule = (value: string): Json =>
  Object.fromEntries(
    value.split(";").map((part) => [part.split("=")[0]?.toLowerCase() ?? "", part.split("=")[1] ?? ""]),
  );

/** Long lines are folded: a line that starts with a space goes on with the one before. */
function linesOf(text: string): Line[] {
  const unfolded = text.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  return unfolded.flatMap((line): Line[] => {
    const parts = /^([\w-]+)((?:;[^=:;]+=(?:"[^"]*"|[^:;"]*))*):(.*)$/s.exec(line);
    if (!parts) return [];
    const [, name = "", params = "", value = ""] = parts;
    const pairs = [...params.matchAll(/;([^=;:]+)=("[^"]*"|[^:;"]*)/g)];
    return [
      {
        name: name.toUpperCase(),
        params: new Map(pairs.map(([, key = "", given = ""]) => [key.toUpperCase(), given.replace(/^"|"$/g, "")])),
        value,
      },
    ];
  });
}

const unescaped = (value: string) =>
  value.replace(/\\([\\;,nN])/g, (_, mark: string) => (/n/i.test(mark) ? "\n" : mark));
