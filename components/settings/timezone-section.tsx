"use client";

import { useId, useMemo } from "react";
import { FormField } from "../form-field";
import { useNow } from "../time";
import { Input } from "../ui/input";
import { Section } from "./section";
import { SettingsForm } from "./settings-form";
import { isTimeZone, timeIn, timeZones } from "./time-zones";

export function TimezoneSection() {
  const listId = useId();
  const zones = useMemo(timeZones, []);
  return (
    <Section title="Time zone" description="For schedules and expressions, where a workflow sets none of its own.">
      <SettingsForm problem={({ timezone }) => problemOf(timezone)}>
        {({ timezone }, change) => (
          <>
            <FormField
              label="Time zone"
              help={isTimeZone(timezone) ? <Now zone={timezone} /> : undefined}
              error={problemOf(timezone)}
            >
              {(control) => (
                <Input
                  {...control}
                  list={listId}
                  autoComplete="off"
                  spellCheck={false}
                  className="max-w-sm"
                  value={timezone}
                  onChange={(event) => change({ timezone: event.target.value })}
                />
              )}
            </FormField>
            <datalist id={listId}>
              {zones.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </>
        )}
      </SettingsForm>
    </Section>
  );
}

const problemOf = (zone: string) =>
  isTimeZone(zone) ? undefined : "This is not a time zone. Write it like Europe/Berlin";

function Now({ zone }: { zone: string }) {
  return <span suppressHydrationWarning>There it is {timeIn(zone, useNow())}</span>;
}
