"use client";

import { useTranslations } from "use-intl";
import { FormField } from "../form-field";
import type { Texts } from "../messages/texts";
import { Input } from "../ui/input";
import { Section } from "./section";
import { SettingsForm } from "./settings-form";

const limits = { keepExecutionsDays: 36_500, keepExecutionsCount: 1_000_000_000, keepExecutionsMb: 1_000_000 } as const;
type Name = keyof typeof limits;

export function PruningSection() {
  const t = useTranslations();
  return (
    <Section title={t("settings.history.title")} description={t("settings.history.description")}>
      <SettingsForm
        problem={(settings) =>
          problemOf(t, "keepExecutionsDays", settings.keepExecutionsDays) ??
          problemOf(t, "keepExecutionsCount", settings.keepExecutionsCount) ??
          problemOf(t, "keepExecutionsMb", settings.keepExecutionsMb)
        }
      >
        {({ keepExecutionsDays, keepExecutionsCount, keepExecutionsMb }, change) => (
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <Count
              name="keepExecutionsDays"
              label={t("settings.history.days")}
              value={keepExecutionsDays}
              onChange={(value) => change({ keepExecutionsDays: value })}
            />
            <Count
              name="keepExecutionsCount"
              label={t("settings.history.count")}
              value={keepExecutionsCount}
              onChange={(value) => change({ keepExecutionsCount: value })}
            />
            <Count
              name="keepExecutionsMb"
              label={t("settings.history.mb")}
              value={keepExecutionsMb}
              onChange={(value) => change({ keepExecutionsMb: value })}
            />
          </div>
        )}
      </SettingsForm>
    </Section>
  );
}

type CountProps = { name: Name; label: string; value: number; onChange: (value: number) => void };

function Count({ name, label, value, onChange }: CountProps) {
  const t = useTranslations();
  return (
    <FormField
      label={label}
      error={problemOf(t, name, value)}
      help={value === 0 ? t("settings.history.noLimit") : undefined}
    >
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          max={limits[name]}
          step={1}
          // An emptied field shows its problem instead of turning into a number.
          value={Number.isNaN(value) ? "" : value}
          onChange={(event) => onChange(event.target.value === "" ? Number.NaN : Number(event.target.value))}
        />
      )}
    </FormField>
  );
}

function problemOf(t: Texts, name: Name, value: number): string | undefined {
  if (!Number.isInteger(value)) return t("settings.history.notWhole");
  const max = limits[name];
  return value < 0 || value > max ? t("settings.history.outOfRange", { max }) : undefined;
}
