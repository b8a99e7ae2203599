"use client";

import { useId, useMemo } from "react";
import { useLocale, useTranslations } from "use-intl";
import { FormField } from "../form-field";
import { useNow } from "../time";
import { Input } from "../ui/input";
import { Section } from "./section";
import { SettingsForm } from "./settings-form";
import { isTimeZone, timeIn, timeZones } from "./time-zones";

export function TimezoneSection() {
  const t = useTranslations("settings.timezone");
  const listId = useId();
  const zones = useMemo(timeZones, []);
  const problemOf = (zone: string) => (isTimeZone(zone) ? undefined : t("problem"));
  return (
    <Section title={t("title")} description={t("description")}>
      <SettingsForm problem={({ timezone }) => problemOf(timezone)}>
        {({ timezone }, change) => (
          <>
            <FormField
              label={t("title")}
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

function Now({ zone }: { zone: string }) {
  const t = useTranslations("settings.timezone");
  const time = timeIn(zone, useNow(), useLocale());
  return <span suppressHydrationWarning>{t("now", { time })}</span>;
}
