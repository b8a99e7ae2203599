import { Input } from "../ui/input";
import { Textarea } from "../ui/textarea";
import type { ControlProps } from "./control-props";
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
  return <Input {...common} autoComplete="off" onChange={(event) => onChange(event.target.value, path)} />;
}
