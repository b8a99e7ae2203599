"use client";

import { FormField } from "../form-field";
import { Input } from "../ui/input";
import { Section } from "./section";
import { SettingsForm } from "./settings-form";

const limits = { keepExecutionsDays: 36_500, keepExecutionsCount: 1_000_000_000 } as const;
type Name = keyof typeof limits;

export function PruningSection() {
  return (
    <Section
      title="History"
      description="Finished executions beyond these limits are deleted, the oldest first. 0 is no limit."
    >
      <SettingsForm
        problem={(settings) =>
          problemOf("keepExecutionsDays", settings.keepExecutionsDays) ??
          problemOf("keepExecutionsCount", settings.keepExecutionsCount)
        }
      >
        {({ keepExecutionsDays, keepExecutionsCount }, change) => (
          <div className="grid gap-4 sm:grid-cols-2">
            <Count
              name="keepExecutionsDays"
              label="Keep executions for (days)"
              value={keepExecutionsDays}
              onChange={(value) => change({ keepExecutionsDays: value })}
            />
            <Count
              name="keepExecutionsCount"
              label="Keep at most (executions)"
              value={keepExecutionsCount}
              onChange={(value) => change({ keepExecutionsCount: value })}
            />
          </div>
        )}
      </SettingsForm>
    </Section>
  );
}

type CountProps = { name: Name; label: string; value: number; onChange: (value: number) => void };

function Count({ name, label, value, onChange }: CountProps) {
  return (
    <FormField label={label} error={problemOf(name, value)} help={value === 0 ? "No limit" : undefined}>
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

function problemOf(name: Name, value: number): string | undefined {
  if (!Number.isInteger(value)) return "Write a whole number";
  return value < 0 || value > limits[name] ? `From 0 to ${limits[name].toLocaleString("en")}` : undefined;
}
