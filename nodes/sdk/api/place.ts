import { z } from "zod";
import type { Json } from "@/shared/item";
import { lazyParam, type Param, p } from "../params";

/** How several values are written where only texts fit; `json` is a list in the body. */
export type ListForm = "json" | "comma" | "repeat" | "brackets";

type Rest = {
  /** Name at the service; in a body a path with dots. Default: the parameter's own name. */
  as?: string;
  /** The value is a list. A text is split at its commas. */
  list?: ListForm;
  /** The value that says nothing, most often what the service does by itself. Empty values never say anything. */
  unless?: Json;
  /** Left empty, it is the item itself. */
  orItem?: true;
};

/** A parameter and where it goes. `file`: a field of the item with a file; `none`: only for `before` and `after`. */
export type ApiParam = Rest & {
  param: Param;
  in: "path" | "query" | "header" | "body" | "wholeBody" | "file" | "none";
};

const at =
  (place: ApiParam["in"]) =>
  (param: Param, rest: Rest | string = {}): ApiParam => ({
    param,
    in: place,
    ...(typeof rest === "string" ? { as: rest } : rest),
  });

export const inPath = at("path");
export const inQuery = at("query");
export const inHeader = at("header");
export const inBody = at("body");
export const asBody = at("wholeBody");
export const asFile = at("file");
export const apart = at("none");

type Texts = { label: string; help?: string; placeholder?: string; advanced?: boolean };

/** Parameters that may stay unsaid where the usual controls always say something. */
export const maybe = {
  /** Empty: not sent. */
  number: (o: Texts & { min?: number; max?: number; integer?: boolean }): Param => {
    const number = () => {
      let built = o.integer ? z.number().int() : z.number();
      if (o.min !== undefined) built = built.min(o.min);
      if (o.max !== undefined) built = built.max(o.max);
      return built;
    };
    const read = (given: unknown) => {
      if (given === null || given === undefined) return "";
      return typeof given === "string" && given.trim() !== "" ? Number(given) : given;
    };
    return lazyParam(p.text(o).field, () => z.preprocess(read, z.union([z.literal(""), number()])));
  },

  toggle: (o: Texts): Param => {
    const { field } = p.select({
      ...o,
      options: [
        { value: "unset", label: "As the service has it" },
        { value: "yes", label: "Yes" },
        { value: "no", label: "No" },
      ],
    });
    const read = (given: unknown) =>
      given === "unset" || given === null || given === ""
        ? ""
        : given === "yes" || given === "true"
          ? true
          : given === "no" || given === "false"
            ? false
            : given;
    return lazyParam(field, () => z.preprocess(read, z.union([z.literal(""), z.boolean()])));
  },
};
