import { z } from "zod";
import { type Conditions, noConditions } from "@/shared/conditions";
import { conditionsSchema } from "@/shared/conditions-schema";
import type { CodeLanguage, Control, Field, Fields, OnlyWhen, Option } from "@/shared/field";
import type { Json, JsonObject } from "@/shared/item";

/** One parameter: `schema` types and checks the resolved value, `field` draws the control. */
// biome-ignore lint/suspicious/noExplicitAny: the price of inference, only here and in define-node.ts
export type Param<T = any> = { readonly schema: z.ZodType<T>; field: Field };
export type Params = { [name: string]: Param };
export type ParamValues<P extends Params> = { [K in keyof P]: z.output<P[K]["schema"]> };

type Texts = {
  label: string;
  help?: string;
  advanced?: boolean;
  onlyWhen?: OnlyWhen;
  required?: boolean;
  expression?: boolean;
};
type Case = { label: string; help?: string; params?: Params };
type NoParams = { [name: string]: never };
type CaseValue<C extends { [name: string]: Case }> = {
  [K in keyof C]: { is: K } & (C[K]["params"] extends Params ? ParamValues<C[K]["params"]> : NoParams | object);
}[keyof C];

type Choosable<V extends string> = V | { value: V; label: string; help?: string };

export const p = {
  /** `later`: the value arrives as it is stored, for `evaluate` of the node's context. */
  text: (
    o: Texts & { placeholder?: string; multiline?: boolean; default?: string; later?: boolean; lookup?: string },
  ) =>
    param(
      () => textSchema(o),
      { control: "text", placeholder: o.placeholder, multiline: o.multiline, later: o.later, lookup: o.lookup },
      o,
      o.default ?? "",
    ),

  /** `multiline`: its line breaks belong to it, as those of a key in PEM. */
  secret: (o: Texts & { multiline?: boolean }) =>
    param(() => textSchema(o), { control: "secret", multiline: o.multiline }, o, ""),

  number: (o: Texts & { min?: number; max?: number; integer?: boolean; unit?: string; default?: number }) =>
    param(
      () => numberSchema(o),
      { control: "number", min: o.min, max: o.max, integer: o.integer, unit: o.unit },
      o,
      o.default ?? o.min ?? 0,
    ),

  toggle: (o: Texts & { default?: boolean }) =>
    param(() => booleanSchema, { control: "toggle" }, o, o.default ?? false),

  select: <const V extends string>(o: Texts & { options: readonly Choosable<V>[]; default?: NoInfer<V> }) => {
    const options = o.options.map(toOption);
    return param(
      () => z.enum(options.map(({ value }) => value)) as unknown as z.ZodType<V>,
      { control: "select", options },
      o,
      o.default ?? options[0]?.value ?? "",
    );
  },

  multiSelect: <const V extends string>(o: Texts & { options: readonly Choosable<V>[]; default?: NoInfer<V>[] }) => {
    const options = o.options.map(toOption);
    return param(
      () => z.array(z.enum(options.map(({ value }) => value))) as unknown as z.ZodType<V[]>,
      { control: "multiSelect", options },
      o,
      o.default ?? [],
    );
  },

  json: (o: Texts & { placeholder?: string; default?: Json }) =>
    param(() => z.json() as z.ZodType<Json>, { control: "json", placeholder: o.placeholder }, o, o.default ?? null),

  /**
   * Source text. JavaScript is run by the node itself and is never an expression; HTML and SQL may have expressions in
   * them, as any text. `tables`: a query reads the inputs as tables of this name and a number.
   */
  code: (o: Texts & { language: CodeLanguage; tables?: string; default?: string }) =>
    o.language === "javascript"
      ? param(() => z.string(), { control: "code", language: o.language }, { ...o, expression: false }, o.default ?? "")
      : param(() => textSchema(o), { control: "code", language: o.language, tables: o.tables }, o, o.default ?? ""),

  /** `default`: rows that a new node begins with. */
  list: <P extends Params>(o: Texts & { of: P; addLabel?: string; default?: JsonObject[] }) =>
    param(
      () => z.array(objectSchema(o.of)) as unknown as z.ZodType<ParamValues<P>[]>,
      { control: "list", of: describeParams(o.of), addLabel: o.addLabel ?? "Add" },
      o,
      o.default ?? [],
    ),

  /** Name/value rows: headers, query, form fields. */
  pairs: (o: Texts & { addLabel?: string }) =>
    p.list({ ...o, of: { name: p.text({ label: "Name" }), value: p.text({ label: "Value" }) } }),

  /** A select whose cases bring their own parameters; the value is a tagged union on `is`. */
  choice: <const C extends { [name: string]: Case }>(o: Texts & { cases: C; default?: NoInfer<keyof C & string> }) => {
    const cases = Object.entries(o.cases);
    const schemas = () => cases.map(([is, c]) => objectSchema(c.params ?? {}).extend({ is: z.literal(is) }));
    return param(
      () => z.discriminatedUnion("is", schemas() as never) as unknown as z.ZodType<CaseValue<C>>,
      {
        control: "choice",
        cases: Object.fromEntries(
          cases.map(([is, c]) => [is, { label: c.label, help: c.help, fields: describeParams(c.params ?? {}) }]),
        ),
      },
      o,
      { is: o.default ?? cases[0]?.[0] ?? "" },
    );
  },

  conditions: (o: Texts) =>
    param<Conditions>(() => conditionsSchema, { control: "conditions" }, o, noConditions as unknown as Json),

  /** A moment as ISO text; a Luxon or JavaScript date of an expression arrives as ISO text too. */
  datetime: (o: Texts) => param(() => textSchema(o), { control: "datetime" }, o, ""),

  workflow: (o: Texts) => param(() => textSchema(o), { control: "workflow" }, o, ""),
};

const schemas = new WeakMap<Params, ReturnType<typeof buildSchema>>();

/** The schema of the resolved parameters, built once per definition. Missing values become their defaults. */
export function objectSchema(params: Params) {
  const known = schemas.get(params);
  if (known) return known;
  const built = buildSchema(params);
  schemas.set(params, built);
  return built;
}

function buildSchema(params: Params) {
  return z.object(
    Object.fromEntries(
      Object.entries(params).map(([name, { schema, field }]) => [name, withDefault(schema, field.default)]),
    ),
  );
}

/** The default is an input value, so that nested defaults fill in too. */
function withDefault(schema: z.ZodType, value: Json) {
  const preset = typeof value === "object" && value !== null ? () => structuredClone(value) : () => value;
  return z.preprocess((given) => (given === undefined ? preset() : given), schema);
}

/** The JSON half of the parameters: what the editor receives. */
export function describeParams(params: Params): Fields {
  return Object.fromEntries(Object.entries(params).map(([name, { field }]) => [name, field]));
}

/** The parameters of a node freshly dropped on the canvas. */
export const defaultParams = (params: Params): { [name: string]: Json } =>
  Object.fromEntries(Object.entries(params).map(([name, { field }]) => [name, structuredClone(field.default)]));

function param<T>(
  build: () => z.ZodType<T>,
  control: Control & { later?: boolean },
  texts: Texts,
  defaultValue: Json,
): Param<T> {
  const { label, help, advanced, onlyWhen, required, expression } = texts;
  return lazyParam(
    dropUndefined({ label, help, default: defaultValue, advanced, onlyWhen, required, expression, ...control }),
    build,
  );
}

/** Workflows use few of all nodes: the schemas of the others, built ahead, would take 10 MB of every process. */
export function lazyParam<T>(field: Field, build: () => z.ZodType<T>): Param<T> {
  let schema: z.ZodType<T> | undefined;
  return {
    field,
    get schema() {
      schema ??= build();
      return schema;
    },
  };
}

/** An expression may give a number where a text is wanted: people expect "42", not an error. */
function textSchema({ required }: Texts): z.ZodType<string> {
  const text = z.preprocess(
    (given) => {
      if (given === null || given === undefined) return "";
      if (typeof given === "number" || typeof given === "boolean") return String(given);
      // No text, whatever it says its length is: the check of the length would ask it.
      return typeof given === "object" && !Array.isArray(given) ? {} : given;
    },
    required ? z.string().min(1, "is required") : z.string(),
  );
  return text as unknown as z.ZodType<string>;
}

function numberSchema({ min, max, integer }: { min?: number; max?: number; integer?: boolean }): z.ZodType<number> {
  let number = z.number();
  if (min !== undefined) number = number.min(min);
  if (max !== undefined) number = number.max(max);
  if (integer) number = number.int();
  const toNumber = (given: unknown) => (typeof given === "string" && given.trim() !== "" ? Number(given) : given);
  return z.preprocess(toNumber, number) as unknown as z.ZodType<number>;
}

const booleanSchema = z.preprocess((given) => {
  if (given === "true") return true;
  return given === "false" ? false : given;
}, z.boolean()) as unknown as z.ZodType<boolean>;

function toOption<V extends string>(choosable: Choosable<V>): Option & { value: V } {
  return typeof choosable === "string" ? { value: choosable, label: choosable } : choosable;
}

const dropUndefined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;
