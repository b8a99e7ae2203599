"use client";

import { useId } from "react";
import { Checkbox } from "../ui/checkbox";
import type { ControlProps } from "./control-props";

export function MultiSelectControl({
  field,
  value,
  path,
  onChange,
  attributes,
  labelId,
  readOnly,
}: ControlProps<"multiSelect">) {
  const id = useId();
  const chosen = new Set(Array.isArray(value) ? value : []);

  function choose(option: string, on: boolean) {
    // In the order of the options, whichever was clicked first.
    const next = field.options
      .map((known) => known.value)
      .filter((known) => (known === option ? on : chosen.has(known)));
    onChange(next, path);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the label stands outside
    <div
      role="group"
      aria-labelledby={labelId}
      aria-describedby={attributes["aria-describedby"]}
      className="flex flex-wrap gap-2"
    >
      {field.options.map((option) => (
        <label
          key={option.value}
          htmlFor={`${id}${option.value}`}
          title={option.help}
          className="flex items-center gap-2 rounded-lg border border-border bg-surface px-2.5 py-1.5 text-sm has-[[data-state=checked]]:border-primary/60 has-[[data-state=checked]]:bg-primary-soft"
        >
          <Checkbox
            id={`${id}${option.value}`}
            disabled={readOnly}
            checked={chosen.has(option.value)}
            onCheckedChange={(on) => choose(option.value, on === true)}
          />
          {option.label}
        </label>
      ))}
    </div>
  );
}
