"use client";

import { Copy, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import {
  type Condition,
  type ConditionType,
  conditionTypes,
  type OperatorInfo,
  operatorKey,
  operators,
} from "@/shared/conditions";
import type { Field } from "@/shared/field";
import type { Texts } from "../messages/texts";
import { Button } from "../ui/button";
import { Select, SelectContent, SelectGroup, SelectItem, SelectLabel, SelectTrigger, SelectValue } from "../ui/select";
import { useForm } from "./form-context";
import { ParamField } from "./param-field";
import { problemAt } from "./problems";
import { rightValue } from "./right-value";

export const newCondition: Condition = { left: "", type: "string", operation: "equals", right: "" };

type ConditionRowProps = {
  condition: Condition;
  path: string;
  /** "Condition 2". */
  label: string;
  readOnly: boolean;
  onChange(condition: Condition, path: string): void;
  onRemove(): void;
  onDuplicate(): void;
};

export function ConditionRow({ condition, path, label, readOnly, onChange, onRemove, onDuplicate }: ConditionRowProps) {
  const t = useTranslations();
  const { problems } = useForm();
  const { type, operation } = condition;
  const operator = operators[type]?.find((known) => known.operation === operation);
  const problem = problems[path];

  function choose(choice: string) {
    const [nextType, nextOperation] = choice.split(":");
    const known = conditionTypes.find((one) => one === nextType);
    if (!known || !nextOperation) return;
    const next = operators[known].find((one) => one.operation === nextOperation);
    const right = rightValue(condition.right, next?.rightType ?? known);
    onChange({ ...condition, type: known, operation: nextOperation, right }, `${path}.operation`);
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a legend
    <div
      role="group"
      aria-label={label}
      data-param={path}
      className="flex items-start gap-1 rounded-lg border border-border bg-background/40 p-2"
    >
      <div className="grid min-w-0 flex-1 gap-2">
        <ParamField
          bare
          field={leftField(t)}
          path={`${path}.left`}
          value={condition.left}
          onChange={(left, leaf) => onChange({ ...condition, left }, leaf)}
        />
        <Select value={`${type}:${operation}`} onValueChange={choose} disabled={readOnly}>
          <SelectTrigger aria-label={t("forms.conditions.comparison")} size="sm">
            <SelectValue placeholder={operation}>
              <span className="text-muted">{operators[type] && t(`forms.conditions.types.${type}`)}</span>{" "}
              {operator ? t(`forms.conditions.operators.${operatorKey(type, operator)}`) : operation}
            </SelectValue>
          </SelectTrigger>
          <SelectContent>
            {conditionTypes.map((known) => (
              <SelectGroup key={known}>
                <SelectLabel>{t(`forms.conditions.types.${known}`)}</SelectLabel>
                {operators[known].map((one) => (
                  <SelectItem key={one.operation} value={`${known}:${one.operation}`}>
                    {t(`forms.conditions.operators.${operatorKey(known, one)}`)}
                  </SelectItem>
                ))}
              </SelectGroup>
            ))}
          </SelectContent>
        </Select>
        {!operator?.unary && (
          <ParamField
            bare
            field={rightField(type, operator, t)}
            path={`${path}.right`}
            value={condition.right}
            onChange={(right, leaf) =>
              onChange({ ...condition, right: rightValue(right, operator?.rightType ?? type) }, leaf)
            }
          />
        )}
        {problem && <p className="text-danger text-xs leading-4">{problem}</p>}
        {!problem && problemAt(problems, `${path}.operation`, false) && (
          <p className="text-danger text-xs leading-4">{problemAt(problems, `${path}.operation`, false)}</p>
        )}
      </div>
      {!readOnly && (
        <span className="flex flex-col">
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("forms.conditions.remove", { label })}
            className="text-muted"
            onClick={onRemove}
          >
            <Trash2 aria-hidden />
          </Button>
          <Button
            variant="ghost"
            size="icon-sm"
            aria-label={t("forms.conditions.duplicate", { label })}
            className="text-muted"
            onClick={onDuplicate}
          >
            <Copy aria-hidden />
          </Button>
        </span>
      )}
    </div>
  );
}

const leftField = (t: Texts): Field => ({
  control: "text",
  label: t("forms.conditions.left"),
  default: "",
  placeholder: t("forms.conditions.leftPlaceholder"),
});

/** The control that fits what the comparison wants on its right. */
function rightField(type: ConditionType, operator: OperatorInfo | undefined, t: Texts): Field {
  const common = { label: t("forms.conditions.right"), default: "" };
  switch (operator?.rightType ?? type) {
    case "boolean":
      return {
        ...common,
        control: "select",
        options: ["true", "false"].map((value) => ({ value, label: value })),
      };
    case "dateTime":
      return { ...common, control: "datetime" };
    case "array":
    case "object":
      return { ...common, control: "json" };
    case "number":
      return { ...common, control: "number" };
    case "string":
      return { ...common, control: "text", placeholder: t("forms.conditions.rightPlaceholder") };
  }
}
