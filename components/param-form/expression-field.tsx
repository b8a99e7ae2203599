"use client";

import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import { ExpressionPreview } from "./expression-preview";
import { useForm } from "./form-context";
import { LargeEditor } from "./large-editor";

type ExpressionFieldProps = {
  label: string;
  /** As stored, with its leading `=`. */
  value: string;
  onChange(value: string): void;
  attributes: { readonly [name: string]: string | boolean | undefined };
  autoFocus: boolean;
  compact: boolean;
  /** Evaluated in the middle of the node's work: there is nothing to show beforehand. */
  isLater: boolean;
};

export function ExpressionField(props: ExpressionFieldProps) {
  const { label, value, onChange, attributes, autoFocus, compact, isLater } = props;
  const { expressions, readOnly } = useForm();
  const editor = {
    value: value.slice(1),
    onChange: (text: string) => onChange(`=${text}`),
    language: "expression" as const,
    readOnly,
    placeholder: compact ? "{{ expression }}" : "Text with {{ expressions }}",
    host: expressions,
  };
  const host = isLater ? undefined : expressions;
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <LazyCodeEditor
        {...editor}
        attributes={attributes}
        autoFocus={autoFocus}
        className="max-h-60 border-primary/50"
      />
      <div className="flex min-w-0 items-start gap-1">
        <div className="min-w-0 flex-1">{host && <ExpressionPreview template={value} host={host} />}</div>
        <LargeEditor
          label={label}
          editor={editor}
          below={host && <ExpressionPreview template={value} host={host} isLarge />}
        />
      </div>
    </div>
  );
}
