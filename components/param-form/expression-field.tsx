"use client";

import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import { ExpressionPreview } from "./expression-preview";
import { useForm } from "./form-context";

type ExpressionFieldProps = {
  /** As stored, with its leading `=`. */
  value: string;
  onChange(value: string): void;
  attributes: { readonly [name: string]: string | boolean | undefined };
  autoFocus: boolean;
  compact: boolean;
  /** Evaluated in the middle of the node's work: there is nothing to show beforehand. */
  isLater: boolean;
};

export function ExpressionField({ value, onChange, attributes, autoFocus, compact, isLater }: ExpressionFieldProps) {
  const { expressions, readOnly } = useForm();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <LazyCodeEditor
        value={value.slice(1)}
        onChange={(text) => onChange(`=${text}`)}
        language="expression"
        attributes={attributes}
        readOnly={readOnly}
        autoFocus={autoFocus}
        placeholder={compact ? "{{ expression }}" : "Text with {{ expressions }}"}
        host={expressions}
        className="max-h-60 border-primary/50"
      />
      {expressions && !isLater && <ExpressionPreview template={value} host={expressions} />}
    </div>
  );
}
