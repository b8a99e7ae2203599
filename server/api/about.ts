import type { Resource } from "@/server/services/access";
import type { About } from "./trpc";

/** What calls are about, by the fields of their input. A field may hold a list. */

export const workflow = (field = "id"): About => byField("workflow", field);
export const credential = (field = "id"): About => byField("credential", field);
export const execution = (...fields: string[]): About => byField("execution", ...fields);
export const table = (field = "table"): About => byField("table", field);
export const request = (field: string): About => byField("request", field);
export const project = (field = "projectId"): About => ({
  is: "project",
  fields: [field],
  of: (input) => [{ is: "project", id: textOf(fieldOf(input, field)) }],
});
export const instance: About = { is: "instance", fields: [], of: () => [{ is: "instance" }] };
/** Whoever may do it in some project may do it here. */
export const somewhere: About = { is: "somewhere", fields: [], of: () => [{ is: "somewhere" }] };

/** What the fields `kind` and `id` name. */
export const thing = (): About => ({
  is: "workflow",
  fields: ["id"],
  of(input) {
    const kind = fieldOf(input, "kind");
    const is = kind === "credential" || kind === "table" ? kind : "workflow";
    return [{ is, id: idOf(fieldOf(input, "id")) }];
  },
});

/** Each of several; those whose fields are not there are left out, unless none is. */
export function oneOf(...abouts: About[]): About {
  const [first = somewhere] = abouts;
  return {
    ...first,
    of(input) {
      const given = abouts.filter(({ fields }) => fields.every((field) => fieldOf(input, field) !== undefined));
      return (given.length > 0 ? given : [somewhere]).flatMap((about) => about.of(input));
    },
  };
}

/** The credentials chosen in the slots of a node. */
export const chosenCredentials = (field = "credentials"): About => ({
  is: "use",
  fields: [field],
  of(input) {
    const chosen = fieldOf(input, field);
    const ids = typeof chosen === "object" && chosen !== null ? Object.values(chosen) : [];
    return [...ids.map((id): Resource => ({ is: "use", id: textOf(id) ?? "" })), { is: "somewhere" }];
  },
});

function byField(is: "workflow" | "credential" | "execution" | "table" | "request", ...fields: string[]): About {
  return {
    ...{ is, fields },
    of: (input) =>
      fields.flatMap((field) => {
        const value = fieldOf(input, field);
        return (Array.isArray(value) ? value : [value]).map((id) => ({ is, id: idOf(id) }) as Resource);
      }),
  };
}

/** Of its own: what a prototype has is not input. */
const fieldOf = (input: unknown, field: string): unknown =>
  typeof input === "object" && input !== null && Object.hasOwn(input, field)
    ? (input as { [name: string]: unknown })[field]
    : undefined;

const textOf = (value: unknown) => (typeof value === "string" ? value : undefined);

/** What is no id is the id of nothing. */
const idOf = (value: unknown): string | number => (typeof value === "string" || typeof value === "number" ? value : "");
