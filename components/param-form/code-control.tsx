import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import type { ControlProps } from "./control-props";
import { useForm } from "./form-context";
import { textOf } from "./text-of";

export function CodeControl({ field, value, path, onChange, attributes, labelId, readOnly }: ControlProps<"code">) {
  const { expressions } = useForm();
  return (
    <LazyCodeEditor
      value={textOf(value)}
      onChange={(text) => onChange(text, path)}
      language={field.language}
      attributes={{ ...attributes, "aria-labelledby": labelId }}
      invalid={attributes["aria-invalid"]}
      readOnly={readOnly}
      host={expressions}
      className="max-h-[60vh] min-h-[40vh]"
    />
  );
}
