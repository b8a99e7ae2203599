import type { Control, Field } from "@/shared/field";
import type { Json } from "@/shared/item";

export type FieldOf<C extends Control["control"]> = Extract<Field, { control: C }>;

/** What every control is given. */
export type ControlProps<C extends Control["control"]> = {
  field: FieldOf<C>;
  /** As shown: a text that is stored with a doubled `=` has one here. */
  value: Json;
  /** Where the parameter stands, such as `body.fields.0.value`. */
  path: string;
  /** The new value of this control, and the path of the leaf that changed. */
  onChange(value: Json, path: string): void;
  /** For the focusable element. */
  attributes: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": true | undefined;
    "aria-required": true | undefined;
  };
  /** Id of the visible label, for controls that are no native form element. */
  labelId: string;
  readOnly: boolean;
};
