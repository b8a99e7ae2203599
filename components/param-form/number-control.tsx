"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Json } from "@/shared/item";
import { Input } from "../ui/input";
import type { ControlProps } from "./control-props";
import { textOf } from "./text-of";

/** Keeps what is typed while it is no number yet ("", "-", "1."); the stored value follows as soon as it is one. */
export function NumberControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"number">) {
  const [draft, setDraft] = useState<{ text: string; value: Json }>();
  const t = useTranslations("forms.problems");
  const text = draft && draft.value === value ? draft.text : textOf(value);
  const isWrong = draft !== undefined && !unfinished.test(text) && !Number.isFinite(Number(text));

  function change(next: string) {
    if (next === "=") return onChange("=", path);
    const number = Number(next);
    const known = next.trim() !== "" && Number.isFinite(number) ? number : value;
    setDraft({ text: next, value: known });
    return known === value ? undefined : onChange(known, path);
  }

  function step(by: number) {
    const next = Number(text) + by;
    if (!Number.isFinite(next)) return;
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
    change(String(Math.min(max, Math.max(min, next))));
  }

  const input = (
    <div className="relative">
      <Input
        {...attributes}
        aria-invalid={isWrong || attributes["aria-invalid"]}
        readOnly={readOnly}
        inputMode={field.integer ? "numeric" : "decimal"}
        autoComplete="off"
        className={field.unit ? "pr-12" : undefined}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={(event) => {
          if (readOnly || (event.key !== "ArrowUp" && event.key !== "ArrowDown")) return;
          event.preventDefault();
          step(event.key === "ArrowUp" ? 1 : -1);
        }}
        // What is no number is forgotten when the field is left.
        onBlur={() => setDraft(undefined)}
      />
      {field.unit && (
        <span
          aria-hidden
          className="pointer-events-none absolute inset-y-0 right-3 flex items-center text-muted text-sm"
        >
          {field.unit}
        </span>
      )}
    </div>
  );
  return (
    <div className="flex flex-col gap-1">
      {input}
      <p role="status" className="text-danger text-xs leading-4 empty:hidden">
        {isWrong && t("writeNumber")}
      </p>
    </div>
  );
}

/** What may become a number with the next key. */
const unfinished = /^\s*[-+]?\d*\.?\d*(e[-+]?)?\s*$/i;
