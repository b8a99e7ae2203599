"use client";

import { useTranslations } from "use-intl";
import { Page } from "../page";
import { ApiKeysSection } from "./api-keys-section";
import { ApiNodesSection } from "./api-nodes-section";
import { InstanceSection } from "./instance-section";
import { LanguageSection } from "./language-section";
import { NoticesSection } from "./notices-section";
import { PruningSection } from "./pruning-section";
import { ThemeSection } from "./theme-section";
import { TimezoneSection } from "./timezone-section";
import { VariablesSection } from "./variables-section";

export function SettingsPage() {
  const t = useTranslations("settings");
  return (
    <Page title={t("title")} description={t("description")} narrow>
      <div className="flex flex-col gap-6">
        <TimezoneSection />
        <VariablesSection />
        <ApiNodesSection />
        <ApiKeysSection />
        <NoticesSection />
        <PruningSection />
        <ThemeSection />
        <LanguageSection />
        <InstanceSection />
      </div>
    </Page>
  );
}
