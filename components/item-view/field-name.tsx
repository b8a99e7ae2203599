"use client";

import { useTranslations } from "use-intl";
import { cn } from "../ui/class-names";
import { useCopy } from "./copy-button";
import { draggedExpression, fieldPath } from "./drag-text";
import { Marked } from "./marked";

type FieldNameProps = {
  /** What the data is called in an expression, such as `$json`; without it the name is only shown. */
  base: string | undefined;
  path: readonly (string | number)[];
  /** Instead of the last key. */
  text?: string;
  search?: string;
  className?: string;
};

/** A field's name: drag it into a parameter, or click to copy its path. */
export function FieldName({ base, path, text, search = "", className }: FieldNameProps) {
  const t = useTranslations("items");
  const { copied, copy } = useCopy();
  const name = text ?? String(path.at(-1) ?? "");
  if (base === undefined) {
    return (
      <span className={cn("truncate", className)}>
        <Marked text={name} search={search} />
      </span>
    );
  }
  const whole = fieldPath(base, path);
  return (
    <button
      type="button"
      draggable
      title={copied ? t("copy.copied") : t("field.hint", { path: whole })}
      aria-label={t(copied ? "field.copied" : "field.copy", { name, path: whole })}
      onDragStart={(event) => draggedExpression.put(event.dataTransfer, whole)}
      onClick={() => void copy(whole)}
      className={cn(
        "min-w-0 cursor-grab truncate rounded-sm transition-colors hover:bg-primary-soft hover:text-primary active:cursor-grabbing",
        copied && "bg-success-soft text-success",
        className,
      )}
    >
      <Marked text={name} search={search} />
    </button>
  );
}
