import { createTranslator } from "use-intl/core";
import { expect, it } from "vitest";
import { conditionTypes, operatorKey, operators } from "@/shared/conditions";
import en from "@/shared/messages/en";

const t = createTranslator({ locale: "en", messages: en, namespace: "forms.conditions.operators" });

it.each(conditionTypes.flatMap((type) => operators[type].map((operator) => ({ type, ...operator }))))(
  "the comparison $operation of $type has its text in the message files",
  ({ type, ...operator }) => {
    expect(t(operatorKey(type, operator))).toBe(operator.label);
  },
);
