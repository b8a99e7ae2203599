"use client";

import { useTranslations } from "use-intl";
import { ProjectsSection } from "../access/projects-section";
import { useMe } from "../access/use-me";
import { UsersSection } from "../access/users-section";
import { OauthClientsSection } from "../oauth/clients-section";
import { Page } from "../page";
import { Skeleton } from "../ui/skeleton";
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
  const me = useMe();
  return (
    <Page title={t("title")} narrow>
      <SettingsTabs />
      {/* What is there depends on who looks: nothing moves once it is. */}
      {me ? <Sections isAdmin={me.isAdmin} /> : <Skeleton className="h-96 w-full" />}
    </Page>
  );
}

function Sections({ isAdmin }: { isAdmin: boolean }) {
  return (
    <div className="flex flex-col gap-6">
      {isAdmin && (
        <>
          <TimezoneSection />
          <UsersSection />
        </>
      )}
      <ProjectsSection />
      {isAdmin && (
        <>
          <VariablesSection />
          <ApiNodesSection />
        </>
      )}
      <ApiKeysSection />
      {isAdmin && (
        <>
          <OauthClientsSection />
          <NoticesSection />
          <PruningSection />
          <AuditSection />
        </>
      )}
      <ThemeSection />
      <LanguageSection />
      {isAdmin && <InstanceSection />}
    </div>
  );
}
