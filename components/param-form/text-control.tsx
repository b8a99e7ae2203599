import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import type { ControlProps } from "./control-props";
import { LookupButton } from "./lookup-button";
import { textOf } from "./text-of";

export function TextControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"text">) {
  const common = { ...attributes, readOnly, value: textOf(value), placeholder: field.placeholder, spellCheck: false };
  if (field.multiline) {
    return (
      <Textarea
        {...common}
        rows={3}
        spellCheck
        className="max-h-96 min-h-20"
        onChange={(event) => onChange(event.target.value, path)}
      />
    );
  }
  const input = <Input {...common} autoComplete="off" onChange={(event) => onChange(event.target.value, path)} />;
  if (field.lookup === undefined || readOnly) return input;
  return (
    <div className="flex gap-1">
      {input}
      <LookupButton
        label={field.label}
        lookup={field.lookup}
        value={textOf(value)}
        onChoose={(next) => onChange(next, path)}
      />
    </div>
  );
}
