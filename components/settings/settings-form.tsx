"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { InstanceSettings } from "@/shared/api";
import { errorText } from "../api";
import { Button } from "../ui/button";
import { ErrorState } from "../ui/error-state";
import { Skeleton } from "../ui/skeleton";
import { useSettings, useUpdateSettings } from "./use-settings";

type Draft = Partial<InstanceSettings>;

type SettingsFormProps = {
  /** What is wrong with the values; nothing can be saved then. */
  problem?: (settings: InstanceSettings) => string | undefined;
  children: (settings: InstanceSettings, change: (changes: Draft) => void) => ReactNode;
};

/** Some of the instance's settings, saved together by a button that appears with the first change. */
export function SettingsForm({ problem, children }: SettingsFormProps) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const { data, error, refetch } = useSettings();
  const [draft, setDraft] = useState<Draft>({});
  const update = useUpdateSettings();

  if (error && !data) {
    return (
      <ErrorState
        title={t("loadFailed")}
        message={errorText(error).message}
        onRetry={() => void refetch()}
        className="py-8"
      />
    );
  }
  if (!data) {
    return (
      <div role="status" className="flex flex-col gap-2 p-4">
        <span className="sr-only">{common("loading")}</span>
        <Skeleton className="h-4 w-24" />
        <Skeleton className="h-9 w-full max-w-sm" />
      </div>
    );
  }
  const settings = { ...data, ...draft };
  const isChanged = JSON.stringify(settings) !== JSON.stringify(data);

  function save(event: FormEvent) {
    event.preventDefault();
    update.mutate(settings, { onSuccess: () => setDraft({}) });
  }

  return (
    <form onSubmit={save} className="flex flex-col gap-4 p-4" noValidate>
      {children(settings, (changes) => setDraft({ ...draft, ...changes }))}
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" size="sm" pending={update.isPending} disabled={problem?.(settings) !== undefined}>
            {common("save")}
          </Button>
          <Button variant="secondary" size="sm" onClick={() => setDraft({})}>
            {t("undo")}
          </Button>
        </div>
      )}
    </form>
  );
}
