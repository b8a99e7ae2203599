"use client";

import { useTranslations } from "use-intl";
import { ProjectsSection } from "../access/projects-section";
import { useMe } from "../access/use-me";
import { UsersSection } from "../access/users-section";
import { Page } from "../page";
import { ApiKeysSection } from "./api-keys-section";
import { ApiNodesSection } from "./api-nodes-section";
import { AuditSection } from "./audit-section";
import { InstanceSection } from "./instance-section";
import { LanguageSection } from "./language-section";
import { NoticesSection } from "./notices-section";
import { PruningSection } from "./pruning-section";
import { SettingsTabs } from "./settings-tabs";
import { ThemeSection } from "./theme-section";
import { TimezoneSection } from "./timezone-section";
import { VariablesSection } from "./variables-section";

export function SettingsPage() {
  const t = useTranslations("settings");
  const isAdmin = useMe()?.isAdmin;
  return (
    <Page title={t("title")} description={t("description")} narrow>
      <SettingsTabs />
      <div className="flex flex-col gap-6">
        {isAdmin && <TimezoneSection />}
        {isAdmin && <UsersSection />}
        <ProjectsSection />
        {isAdmin && <VariablesSection />}
        {isAdmin && <ApiNodesSection />}
        <ApiKeysSection />
        {isAdmin && <NoticesSection />}
        {isAdmin && <PruningSection />}
        {isAdmin && <AuditSection />}
        <ThemeSection />
        <LanguageSection />
        <InstanceSection />
      </div>
    </Page>
  );
}
