"use client";

import { useMemo, useState } from "react";
import type { LookupResult } from "@/shared/api";
import type { Fields } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import type { Drafts } from "./drafts";
import type { ExpressionHost } from "./expression-host";
import { FieldGroup } from "./field-group";
import { type FormContext, FormProvider } from "./form-context";
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
  /** Asks the service for a list of values. */
  lookUp?: (name: string) => Promise<LookupResult>;
  /** The node that the form is of. */
  node?: FormContext["node"];
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
  lookUp,
  node,
}: ParamFormProps) {
  const [own] = useState<Drafts>(() => new Map());
  const drafts = kept ?? own;
  const { type, version } = node ?? {};
  const context = useMemo(
    () => ({
      ...{ readOnly, problems, expressions, drafts, lookUp, onSeal },
      node: type === undefined || version === undefined ? undefined : { type, version },
      isLiteral: expressions === undefined,
    }),
    [readOnly, problems, expressions, drafts, lookUp, type, version, onSeal],
  );
  return (
    <FormProvider value={context}>
      <FieldGroup fields={fields} values={values} onChange={onChange} />
    </FormProvider>
  );
}

const doNothing = () => {};
