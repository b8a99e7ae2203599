import { createHash } from "node:crypto";
import { DateTime } from "luxon";
import { NodeError, p } from "@/nodes/sdk";

const notSaid = { value: "none", label: "Not given" } as const;

export const calendarParams = {
  title: p.text({ label: "Title" }),
  start: p.datetime({ label: "Start", required: true }),
  end: p.datetime({ label: "End", required: true }),
  allDay: p.toggle({ label: "All day" }),
  description: p.text({ label: "Description", multiline: true }),
  location: p.text({ label: "Place" }),
  url: p.text({ label: "Web page", placeholder: "https://example.com/event", advanced: true }),
  calendar: p.text({ label: "Name of the calendar", advanced: true }),
  organizer: p.text({ label: "Organizer", placeholder: "Ann Lee <ann@example.com>", advanced: true }),
  attendees: p.list({
    label: "Attendees",
    advanced: true,
    addLabel: "Add attendee",
    of: {
      name: p.text({ label: "Name" }),
      email: p.text({ label: "E-mail address", required: true }),
      rsvp: p.toggle({ label: "Asks for an answer" }),
    },
  }),
  status: p.select({
    label: "Status",
    options: [
      notSaid,
      { value: "CONFIRMED", label: "Confirmed" },
      { value: "TENTATIVE", label: "Tentative" },
      { value: "CANCELLED", label: "Cancelled" },
    ],
    advanced: true,
  }),
  busy: p.select({
    label: "Shown as",
    options: [
      notSaid,
      { value: "FREE", label: "Free" },
      { value: "BUSY", label: "Busy" },
      { value: "TENTATIVE", label: "Tentative" },
      { value: "OOF", label: "Out of office" },
    ],
    advanced: true,
  }),
  recurrence: p.text({
    label: "Repeats",
    help: "A rule of the iCalendar format (RRULE)",
    placeholder: "FREQ=WEEKLY;COUNT=4",
    advanced: true,
  }),
  uid: p.text({ label: "Id", help: "Empty: made of title and times", advanced: true }),
  sequence: p.number({
    label: "Revision",
    help: "Higher for each change of an event sent before",
    default: 0,
    min: 0,
    integer: true,
    advanced: true,
  }),
};

export type CalendarEvent = {
  title: string;
  start: string;
  end: string;
  allDay: boolean;
  description: string;
  location: string;
  url: string;
  calendar: string;
  organizer: string;
  attendees: { name: string; email: string; rsvp: boolean }[];
  status: "none" | "CONFIRMED" | "TENTATIVE" | "CANCELLED";
  busy: "none" | "FREE" | "BUSY" | "TENTATIVE" | "OOF";
  recurrence: string;
  uid: string;
  sequence: number;
};

/** One event as iCalendar text. The last of whole days is part of the event. */
export async function calendarText(event: CalendarEvent, item: number): Promise<string> {
  const api = await import("ical-generator");
  const moment = (text: string, param: string) => {
    const date = DateTime.fromISO(text, { zone: "utc" });
    if (date.isValid) return event.allDay ? date.startOf("day") : date;
    throw new NodeError(`"${text.slice(0, 80)}" is not a date`, { code: "DATE_INVALID", param: `to.${param}`, item });
  };
  const start = moment(event.start, "start");
  const last = moment(event.end, "end");
  const end = event.allDay ? last.plus({ days: 1 }) : last;
  const id = createHash("sha256").update(`${event.title}|${start}|${end}`).digest("hex").slice(0, 32);
  const calendar = api.default({
    name: event.calendar || null,
    method: api.ICalCalendarMethod.PUBLISH,
    prodId: { company: "islewire", product: "islewire" },
  });
  try {
    calendar.createEvent({
      id: event.uid || id,
      summary: event.title,
      start: start.toJSDate(),
      end: end.toJSDate(),
      allDay: event.allDay,
      timezone: null,
      sequence: event.sequence,
      description: event.description || null,
      location: event.location || null,
      url: event.url || null,
      organizer: event.organizer || null,
      repeating: event.recurrence || null,
      status: event.status !== "none" ? api.ICalEventStatus[event.status] : null,
      busystatus: event.busy !== "none" ? api.ICalEventBusyStatus[event.busy] : null,
      attendees: event.attendees.map(({ name, email, rsvp }) => ({ name: name || email, email, rsvp })),
    });
  } catch (cause) {
    throw new NodeError(`The event is not complete: ${(cause as Error).message}`, { code: "ICS_EVENT", item, cause });
  }
  return calendar.toString();
}
