"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { type Condition, type Conditions, noConditions } from "@/shared/conditions";
import { isJsonObject, type Json } from "@/shared/item";
import { Button } from "../ui/button";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";
import { Switch } from "../ui/switch";
import { ConditionRow, newCondition } from "./condition-row";
import type { ControlProps } from "./control-props";
import { duplicateRow, removeRow, replaceRow } from "./rows";

export function ConditionsControl(props: ControlProps<"conditions">) {
  const { value, path, onChange, attributes, labelId, readOnly } = props;
  const t = useTranslations("forms.conditions");
  const group = toConditions(value);
  const { conditions, combine } = group;

  const set = (changes: Partial<Conditions>, leaf: string) =>
    onChange({ ...group, ...changes } as unknown as Json, leaf);
  const setRows = (rows: Condition[], leaf = `${path}.conditions`) => set({ conditions: rows }, leaf);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend, and the label stands outside
    <div
      id={attributes.id}
      role="group"
      aria-labelledby={labelId}
      aria-describedby={attributes["aria-describedby"]}
      className="flex flex-col gap-2"
    >
      {conditions.map((condition, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows hold no state of their own
        <div key={index} className="flex flex-col gap-2">
          {index === 1 && (
            <Select
              value={combine}
              onValueChange={(next) => set({ combine: next === "or" ? "or" : "and" }, `${path}.combine`)}
              disabled={readOnly}
            >
              <SelectTrigger size="sm" aria-label={t("combine")} className="w-24">
                <SelectValue />
              </SelectTrigger>
              <SelectContent>
                <SelectItem value="and" help={t("andHelp")}>
                  {t("and")}
                </SelectItem>
                <SelectItem value="or" help={t("orHelp")}>
                  {t("or")}
                </SelectItem>
              </SelectContent>
            </Select>
          )}
          {index > 1 && <span className="pl-3 text-muted text-xs">{t(combine)}</span>}
          <ConditionRow
            condition={condition}
            path={`${path}.conditions.${index}`}
            label={t("row", { number: index + 1 })}
            readOnly={readOnly}
            onChange={(next, leaf) => setRows(replaceRow(conditions, index, next), leaf)}
            onRemove={() => setRows(removeRow(conditions, index))}
            onDuplicate={() => setRows(duplicateRow(conditions, index))}
          />
        </div>
      ))}
      {conditions.length === 0 && <p className="text-muted text-xs">{t("none")}</p>}
      {!readOnly && (
        <Button variant="secondary" size="sm" className="w-fit" onClick={() => setRows([...conditions, newCondition])}>
          <Plus aria-hidden />
          {t("add")}
        </Button>
      )}
      {conditions.length > 0 && (
        <div className="mt-1 flex flex-wrap gap-x-5 gap-y-2 text-sm">
          <Choice
            label={t("ignoreCase")}
            on={group.ignoreCase}
            readOnly={readOnly}
            onChange={(on) => set({ ignoreCase: on }, `${path}.ignoreCase`)}
          />
          <Choice
            label={t("loose")}
            on={group.loose}
            readOnly={readOnly}
            onChange={(on) => set({ loose: on }, `${path}.loose`)}
          />
        </div>
      )}
    </div>
  );
}

type ChoiceProps = { label: string; on: boolean; readOnly: boolean; onChange: (on: boolean) => void };

function Choice({ label, on, readOnly, onChange }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch is the control
    <label className="flex items-center gap-2">
      <Switch checked={on} disabled={readOnly} onCheckedChange={onChange} />
      {label}
    </label>
  );
}

/** What is stored may lack keys: an import, or a hand-written document. */
function toConditions(value: Json): Conditions {
  if (!isJsonObject(value)) return noConditions;
  const { combine, ignoreCase, loose, version, conditions } = value;
  return {
    combine: combine === "or" ? "or" : "and",
    ignoreCase: ignoreCase === true,
    loose: loose === true,
    ...((version === 1 || version === 2) && { version }),
    conditions: Array.isArray(conditions)
      ? conditions.map((row) => ({ ...newCondition, ...(isJsonObject(row) ? row : {}) }) as Condition)
      : [],
  };
}
