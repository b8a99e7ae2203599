"use client";

import { useMemo, useState } from "react";
import type { Fields } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Drafts } from "./drafts";
import type { ExpressionHost } from "./expression-host";
import { FieldGroup } from "./field-group";
import { FormProvider } from "./form-context";
import { noProblems, type Problems } from "./problems";

type ParamFormProps = {
  fields: Fields;
  /** May lack keys: a missing one means its field's default. */
  values: JsonObject;
  /** All values with the change in them, and the path of the leaf that changed. */
  onChange(values: JsonObject, path: string): void;
  /** A field lost focus. */
  onSeal?: () => void;
  readOnly?: boolean;
  /** Shown at the fields they name, until the field is changed. */
  problems?: Problems;
  /** Without a host all values are fixed, and stored as they are written. */
  expressions?: ExpressionHost;
  /** Keeps what is no valid value yet beyond the life of the form. */
  drafts?: Drafts;
};

/** The form of a node, a credential or any other set of fields, drawn from data. */
export function ParamForm({
  fields,
  values,
  onChange,
  onSeal = doNothing,
  readOnly = false,
  problems = noProblems,
  expressions,
  drafts: kept,
}: ParamFormProps) {
  const [own] = useState<Drafts>(() => new Map());
  const drafts = kept ?? own;
  const context = useMemo(
    () => ({ readOnly, problems, expressions, drafts, isLiteral: expressions === undefined, onSeal }),
    [readOnly, problems, expressions, drafts, onSeal],
  );
  return (
    <FormProvider value={context}>
      <FieldGroup fields={fields} values={values} onChange={onChange} />
    </FormProvider>
  );
}

const doNothing = () => {};
