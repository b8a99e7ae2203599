import type { Json } from "./item";

export type Option = { value: string; label: string; help?: string };

export type CodeLanguage = "javascript" | "html" | "sql";

/** How the editor draws a parameter. Plain data: definitions never leave the server. */
export type Control =
  /** `lookup`: name of a list of values that the node's service can give, see `lookups` of its definition. */
  | { control: "text"; placeholder?: string; multiline?: boolean; lookup?: string }
  | { control: "secret"; multiline?: boolean }
  | { control: "number"; min?: number; max?: number; integer?: boolean; unit?: string }
  | { control: "toggle" }
  | { control: "select"; options: readonly Option[] }
  | { control: "multiSelect"; options: readonly Option[] }
  /** Any JSON value. */
  | { control: "json"; placeholder?: string }
  /** `tables`: the query reads the inputs of its node as tables of this name and a number. */
  | { control: "code"; language: CodeLanguage; tables?: string }
  /** Rows of the same fields. `addLabel` is the text of the add button, such as "Add field". */
  | { control: "list"; of: Fields; addLabel: string }
  /** A select whose cases bring their own fields; the value is `{ is: case, … }`. */
  | { control: "choice"; cases: { [name: string]: { label: string; help?: string; fields: Fields } } }
  /** A group of comparisons; the value is `Conditions` of `conditions.ts`. */
  | { control: "conditions" }
  /** An operation of the API that the node is for, and its fields; the value is `{ is: key, … }`. The form asks for them. */
  | { control: "operation" }
  /** An ISO date and time. */
  | { control: "datetime" }
  /** The id of another workflow. */
  | { control: "workflow" };

/** By sibling: the values, or of a choice the cases, with which a field says something. */
export type OnlyWhen = { [sibling: string]: readonly (string | boolean)[] };

export type Field = {
  label: string;
  help?: string;
  default: Json;
  /** Shown in the folded "Options" part of the form. */
  advanced?: boolean;
  /** The form leaves the field out otherwise. Its value is kept and read all the same. */
  onlyWhen?: OnlyWhen;
  /** An empty value is an error. */
  required?: boolean;
  /** `false`: no expression is possible, the value is needed before a run. */
  expression?: boolean;
  /** Evaluated by the node while it works, with variables of that moment, such as `$response`. */
  later?: boolean;
} & Control;

export type Fields = { [name: string]: Field };
