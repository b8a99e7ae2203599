"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { Field, Fields } from "@/shared/field";
import type { JsonObject } from "@/shared/item";
import { cn } from "../ui/class-names";
import { problemsIn } from "./check-field";
import { fieldValue, isSet } from "./defaults";
import { useForm } from "./form-context";
import { ParamField } from "./param-field";
import { hasProblemWithin } from "./problems";
import { isShown } from "./shown";

type FieldGroupProps = {
  fields: Fields;
  values: JsonObject;
  onChange(values: JsonObject, path: string): void;
  /** Path of `values`; empty at the top. */
  path?: string;
  /** Short fields stand side by side. */
  columns?: boolean;
  className?: string;
};

/** Fields one under another, the advanced ones folded away. */
export function FieldGroup({ fields, values, onChange, path = "", columns = false, className }: FieldGroupProps) {
  const t = useTranslations();
  const { problems } = useForm();
  // A problem must not stay hidden, whatever the field is good for.
  const entries = Object.entries(fields).filter(([name, field]) => {
    const at = path ? `${path}.${name}` : name;
    if (isShown(field.onlyWhen, fields, values) || hasProblemWithin(problems, at)) return true;
    return problemsIn({ [name]: field }, values, t).length > 0;
  });
  const basic = entries.filter(([, { advanced }]) => !advanced);
  const advanced = entries.filter(([, { advanced: folded }]) => folded);
  const draw = ([name, field]: [string, Field], index: number, all: [string, Field][]) => (
    <ParamField
      key={name}
      field={field}
      path={path ? `${path}.${name}` : name}
      value={fieldValue(values, name, field)}
      onChange={(value, leaf) => onChange({ ...values, [name]: value }, leaf)}
      dense={columns && hasPartner(all, index)}
      className={columns && !hasPartner(all, index) ? "col-span-full" : undefined}
    />
  );
  const layout = columns ? "grid grid-cols-2 gap-x-3 gap-y-3" : "flex flex-col gap-5";

  return (
    <div className={cn("flex flex-col gap-5", className)}>
      {basic.length > 0 && <div className={layout}>{basic.map(draw)}</div>}
      {advanced.length > 0 && (
        <Options
          changed={advanced.filter(([name, field]) => isSet(values, name, field)).length}
          paths={advanced.map(([name]) => (path ? `${path}.${name}` : name))}
        >
          <div className={layout}>{advanced.map(draw)}</div>
        </Options>
      )}
    </div>
  );
}

/** In a row of a list these share a line. */
const isShort = (field: Field) =>
  field.control === "select" || field.control === "number" || (field.control === "text" && !field.multiline);

/** Short fields that follow each other stand in pairs; one that is left over takes the line. */
function hasPartner(entries: readonly [string, Field][], index: number): boolean {
  let start = index;
  while (start > 0 && isShortAt(entries, start - 1)) start--;
  const partner = (index - start) % 2 === 0 ? index + 1 : index - 1;
  return isShortAt(entries, index) && isShortAt(entries, partner);
}

const isShortAt = (entries: readonly [string, Field][], index: number) => {
  const entry = entries[index];
  return entry !== undefined && isShort(entry[1]);
};

type OptionsProps = { changed: number; paths: string[]; children: ReactNode };

function Options({ changed, paths, children }: OptionsProps) {
  const t = useTranslations("forms.options");
  const { problems } = useForm();
  const [open, setOpen] = useState(false);
  const [seen, setSeen] = useState(problems);
  // A problem inside must not stay hidden.
  if (seen !== problems) {
    setSeen(problems);
    if (paths.some((path) => hasProblemWithin(problems, path))) setOpen(true);
  }
  return (
    <details
      open={open || undefined}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      className="group/options rounded-lg border border-border"
    >
      <summary className="flex select-none list-none items-center gap-2 rounded-lg px-3 py-2 font-medium text-sm hover:bg-hover [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 text-muted transition-transform group-open/options:rotate-90" />
        {t("title")}
        {changed > 0 && <span className="font-normal text-muted text-xs">{t("changed", { count: changed })}</span>}
      </summary>
      <div className="px-3 pt-2 pb-4">{children}</div>
    </details>
  );
}
