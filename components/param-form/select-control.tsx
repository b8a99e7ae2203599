import { useTranslations } from "use-intl";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { ControlProps } from "./control-props";
import { textOf } from "./text-of";

export function SelectControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"select">) {
  const t = useTranslations("forms");
  const text = textOf(value);
  return (
    <Select value={text} onValueChange={(next) => next !== "" && onChange(next, path)} disabled={readOnly}>
      <SelectTrigger {...attributes}>
        <SelectValue placeholder={text || t("choose")} />
      </SelectTrigger>
      <SelectContent>
        {field.options.map((option) => (
          <SelectItem key={option.value} value={option.value} help={option.help}>
            {option.label}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
