import { LazyCodeEditor } from "./code-editor/lazy-code-editor";
import type { ControlProps } from "./control-props";
import { useForm } from "./form-context";
import { LargeEditor } from "./large-editor";
import { textOf } from "./text-of";
import { useWorkbench } from "./workbench";

export function CodeControl({ field, value, path, onChange, attributes, labelId, readOnly }: ControlProps<"code">) {
  const { expressions } = useForm();
  const workbench = useWorkbench();
  const isScript = field.language === "javascript";
  const codeRun = isScript ? workbench?.codeRun : undefined;
  const editor = {
    value: textOf(value),
    onChange: (text: string) => onChange(text, path),
    language: field.language,
    tables: field.tables,
    readOnly,
    host: expressions,
  };
  return (
    <div className="flex flex-col gap-2">
      <LazyCodeEditor
        {...editor}
        attributes={{ ...attributes, "aria-labelledby": labelId }}
        invalid={attributes["aria-invalid"]}
        className={isScript ? "max-h-[60vh] min-h-[40vh]" : sourceHeight}
      />
      <div className="flex min-w-0 items-start gap-2">
        <div className="min-w-0 flex-1">{codeRun}</div>
        <LargeEditor label={field.label} editor={editor} below={codeRun} showOutput={isScript} />
      </div>
    </div>
  );
}

/** Of a text of some lines, in a form of other fields. */
export const sourceHeight = "max-h-[50vh] min-h-32";
