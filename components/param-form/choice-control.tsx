import { useTranslations } from "use-intl";
import { isJsonObject } from "@/shared/item";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import type { ControlProps } from "./control-props";
import { caseValue } from "./defaults";
import { FieldGroup } from "./field-group";

export function ChoiceControl({ field, value, path, onChange, attributes, readOnly }: ControlProps<"choice">) {
  const t = useTranslations("forms");
  const values = isJsonObject(value) ? value : {};
  const is = String(values.is ?? "");
  const chosen = field.cases[is];
  const { "aria-required": _required, ...rest } = attributes;
  return (
    <div className="flex flex-col gap-4">
      <Select
        value={is}
        onValueChange={(next) => next !== "" && onChange(caseValue(field, next), `${path}.is`)}
        disabled={readOnly}
      >
        <SelectTrigger {...rest}>
          <SelectValue placeholder={is || t("choose")} />
        </SelectTrigger>
        <SelectContent>
          {Object.entries(field.cases).map(([name, { label, help }]) => (
            <SelectItem key={name} value={name} help={help}>
              {label}
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
      {chosen && Object.keys(chosen.fields).length > 0 && (
        <FieldGroup
          // Another case is another form: nothing of the old one's state fits.
          key={is}
          fields={chosen.fields}
          values={values}
          path={path}
          onChange={onChange}
          className="border-border border-l-2 pl-4"
        />
      )}
    </div>
  );
}
