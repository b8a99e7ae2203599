import { defineNode, NodeError, p, suspend } from "@/nodes/sdk";
import { answersIn, formPageParams, showForm, waitForForm } from "@/nodes/sdk/form-page";

const units = { seconds: 1_000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 };

export const wait = defineNode({
  type: "core.wait",
  version: 1,
  label: "Wait",
  summary: "Pauses the execution, and survives a restart meanwhile",
  category: "flow",
  icon: "hourglass",
  keywords: ["sleep", "delay", "pause", "resume", "approval", "form"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    until: p.choice({
      label: "Wait",
      cases: {
        time: {
          label: "For a time",
          params: {
            amount: p.number({ label: "Amount", default: 5, min: 0 }),
            unit: p.select({ label: "Unit", options: ["seconds", "minutes", "hours", "days"] }),
          },
        },
        date: { label: "Until a date", params: { date: p.datetime({ label: "Date and time", required: true }) } },
        call: {
          label: "Until it is called",
          help: "Goes on when somebody calls $execution.resumeUrl; what was sent becomes the items",
          params: {
            limitHours: p.number({ label: "Wait at most", unit: "hours", help: "0: for ever", default: 0, min: 0 }),
          },
        },
        form: {
          label: "For a form",
          help: "Goes on when somebody submits the form at $execution.resumeFormUrl; the answer becomes the item",
          params: formPageParams,
        },
      },
    }),
  },
  line: "{until.amount} {until.unit} | {until.is}",
  effect: "none",
  suspends: true,
  executeAll({ inputs, params: { until }, resumed, memory, execution }) {
    if (resumed) {
      showForm(memory, undefined);
      const { items = inputs.main ?? [] } = resumed;
      return { main: until.is === "form" && resumed.items ? answersIn(execution.timezone, items) : items };
    }
    switch (until.is) {
      case "time":
        return suspend({ until: inMs(until.amount * units[until.unit], "until.amount") });
      case "date": {
        const date = new Date(until.date);
        if (Number.isNaN(date.getTime()))
          throw new NodeError(`"${until.date}" is not a date`, {
            hint: "Write it like 2026-12-24T18:00:00Z",
            param: "until.date",
          });
        return suspend({ until: date });
      }
      case "form":
        return waitForForm(until, "until", memory);
      case "call":
        return suspend({
          until: until.limitHours > 0 ? inMs(until.limitHours * units.hours, "until.limitHours") : null,
        });
    }
  },
});

function inMs(ms: number, param: string): Date {
  if (ms > maxMs) throw new NodeError("The end of the wait is too far away: at most 100 years", { param });
  return new Date(Date.now() + ms);
}

const maxMs = 100 * 366 * units.days;
