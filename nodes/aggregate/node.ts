import { defineNode, p } from "@/nodes/sdk";
import { fieldNames, readField } from "@/nodes/sdk/field-names";
import { withPath } from "@/nodes/sdk/paths";
import type { FileRef, Item, Json, JsonObject } from "@/shared/item";

export const aggregate = defineNode({
  type: "core.aggregate",
  version: 1,
  label: "Aggregate",
  summary: "Collects many items into one",
  category: "transform",
  icon: "group",
  keywords: ["collect", "list", "group", "combine"],
  inputs: ["main"],
  outputs: ["main"],
  params: {
    what: p.choice({
      label: "Collect",
      cases: {
        all: {
          label: "Whole items",
          params: {
            field: p.text({ label: "Into the field", default: "data", required: true }),
            include: p.select({
              label: "Fields",
              options: [
                { value: "all", label: "All" },
                { value: "selected", label: "Only some" },
                { value: "except", label: "All but some" },
              ],
            }),
            fields: p.text({
              label: "Names of the fields",
              help: "With commas between them",
              onlyWhen: { include: ["selected", "except"] },
            }),
          },
        },
        fields: {
          label: "Single fields",
          params: {
            fields: p.list({
              label: "Fields",
              addLabel: "Add field",
              of: {
                field: p.text({ label: "Field", required: true }),
                as: p.text({ label: "New name", help: "Empty: the same name" }),
              },
            }),
            keepMissing: p.toggle({ label: "Keep missing values as null" }),
            flat: p.toggle({ label: "Join lists", help: "A value that is a list adds its entries" }),
          },
        },
      },
    }),
    dots: p.toggle({ label: "Dots in names reach into objects", default: true, advanced: true }),
    files: p.toggle({ label: "Keep files", advanced: true }),
  },
  line: "{what.is}",
  effect: "none",
  failedItems: "input",
  executeAll({ inputs, params: { what, dots, files } }) {
    const items = inputs.main ?? [];
    const from = items.map((_, item) => ({ item }));
    const binary = files ? filesOf(items) : undefined;
    const made = (json: JsonObject) => ({ main: [{ json, from, ...(binary && { binary }) }] });
    if (what.is === "all") {
      const names = new Set(fieldNames(what.fields));
      const chosen = items.map(({ json }) =>
        what.include === "all"
          ? json
          : Object.fromEntries(
              Object.entries(json).filter(([key]) => names.has(key) === (what.include === "selected")),
            ),
      );
      return made({
        [what.field]: what.include === "all" ? chosen : chosen.filter((json) => Object.keys(json).length),
      });
    }
    let json: JsonObject = {};
    for (const { field, as } of what.fields) {
      const values = items.flatMap((item) => valuesOf(readField(item.json, field, dots), what));
      const name = as || (dots ? (field.split(".").pop() ?? field) : field);
      json = dots ? withPath(json, name, values) : { ...json, [name]: values };
    }
    return made(json);
  },
});

/** What one item adds to the list. */
function valuesOf(value: Json | undefined, { keepMissing, flat }: { keepMissing: boolean; flat: boolean }): Json[] {
  if (value === undefined || value === null) return keepMissing ? [null] : [];
  if (!Array.isArray(value)) return [value];
  const list = keepMissing ? value : value.filter((entry) => entry !== null);
  return flat ? list : [list];
}

/** Files of one name get a number each, from the second on. */
function filesOf(items: readonly Item[]): { [name: string]: FileRef } | undefined {
  const files: { [name: string]: FileRef } = {};
  for (const [name, file] of items.flatMap(({ binary }) => Object.entries(binary ?? {}))) {
    let free = name;
    for (let number = 1; Object.hasOwn(files, free); number++) free = `${name}_${number}`;
    files[free] = file;
  }
  return Object.keys(files).length ? files : undefined;
}
