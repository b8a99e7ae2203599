import { DateTime } from "luxon";
import type { Item, Json } from "@/shared/item";
import { suspend } from "./define-node";
import type { FormPage, ShownForm } from "./form";
import { fieldRowsOf, formFieldList, formFields } from "./form-fields";
import { NodeError } from "./node-error";
import { type ParamValues, p } from "./params";
import type { Services } from "./services";

/** The parameters of a page that an execution waits for. */
export const formPageParams = {
  title: p.text({ label: "Title", help: "Empty: as in the Form Trigger" }),
  description: p.text({ label: "Description", multiline: true }),
  content: p.choice({
    label: "Fields",
    cases: {
      list: { label: "One by one", params: { fields: formFieldList() } },
      json: {
        label: "As JSON",
        help: 'A list such as [{ "label": "Name", "type": "text", "required": true }]',
        params: { json: p.json({ label: "Fields", default: [] }) },
      },
    },
  }),
  button: p.text({ label: "Text of the button", help: "Empty: as in the Form Trigger", advanced: true }),
  css: p.text({ label: "Own CSS", help: "Empty: as in the Form Trigger", multiline: true, advanced: true }),
  limitHours: p.number({
    label: "Wait at most",
    unit: "hours",
    help: "0: for ever",
    default: 0,
    min: 0,
    advanced: true,
  }),
};

type Values = ParamValues<typeof formPageParams>;

/** Shows the page and waits for its answer. `param` is the path of the parameters. Throws `NodeError`. */
export function waitForForm(values: Values, param: string, memory: Services["memory"]) {
  const { content, limitHours } = values;
  if (limitHours > maxHours)
    throw new NodeError("The end of the wait is too far away: at most 100 years", { param: `${param}.limitHours` });
  const place = content.is === "list" ? `${param}.content.fields` : `${param}.content.json`;
  const rows = content.is === "list" ? content.fields : fieldRowsOf(content.json, place);
  showForm(memory, { form: pageOf(values, formFields(rows, place)) });
  return suspend({ until: limitHours > 0 ? new Date(Date.now() + limitHours * 3_600_000) : null });
}

/** Answers of a form, with the time of submission as people in that time zone read it. */
export function answersIn(timezone: string, items: readonly Item[]): Item[] {
  return items.map((item) => {
    const { submittedAt } = item.json;
    const time = typeof submittedAt === "string" ? DateTime.fromISO(submittedAt, { zone: timezone }) : undefined;
    return time?.isValid ? { ...item, json: { ...item.json, submittedAt: time.toISO() } } : item;
  });
}

const maxHours = 100 * 366 * 24;

export const showForm = (memory: Services["memory"], shown: ShownForm | undefined) =>
  memory.set(shown as unknown as Json | undefined);

const pageOf = ({ title, description, button, css }: Values, fields: FormPage["fields"]): FormPage => ({
  ...{ title, description, button, css, fields },
});
