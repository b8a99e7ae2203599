"use client";

import { useTranslations } from "use-intl";
import type { Field } from "@/shared/field";
import { cn } from "../ui/class-names";
import { sourceHeight } from "./code-control";
import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import { ExpressionPreview } from "./expression-preview";
import { useForm } from "./form-context";
import { LargeEditor } from "./large-editor";

type ExpressionFieldProps = {
  field: Field;
  /** As stored, with its leading `=`. */
  value: string;
  onChange(value: string): void;
  attributes: { readonly [name: string]: string | boolean | undefined };
  autoFocus: boolean;
  compact: boolean;
};

export function ExpressionField({ field, value, onChange, attributes, autoFocus, compact }: ExpressionFieldProps) {
  const t = useTranslations("forms.expression");
  const { expressions, readOnly } = useForm();
  const isCode = field.control === "code";
  const editor = {
    value: value.slice(1),
    onChange: (text: string) => onChange(`=${text}`),
    ...(isCode
      ? { language: field.language, tables: field.tables, isTemplate: true }
      : { language: "expression" as const, placeholder: t(compact ? "shortPlaceholder" : "placeholder") }),
    readOnly,
    host: expressions,
  };
  // One that is evaluated in the middle of the node's work has nothing to show beforehand.
  const host = field.later ? undefined : expressions;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <LazyCodeEditor
        {...editor}
        attributes={attributes}
        autoFocus={autoFocus}
        className={cn("border-primary/50", isCode ? sourceHeight : "max-h-60")}
      />
      <div className="flex min-w-0 items-start gap-1">
        <div className="min-w-0 flex-1">{host && <ExpressionPreview template={value} host={host} />}</div>
        <LargeEditor
          label={field.label}
          editor={editor}
          below={host && <ExpressionPreview template={value} host={host} isLarge />}
        />
      </div>
    </div>
  );
}
