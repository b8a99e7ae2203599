"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { mainProject, projectRoles } from "@/shared/access";
import type { ProviderSettings } from "@/shared/sign-in-provider";
import { useTRPC } from "../api";
import { FormField } from "../form-field";
import { Button } from "../ui/button";
import { Input } from "../ui/input";
import { ChoiceField, capitalized } from "./choice-field";

type ProviderRolesProps = { settings: ProviderSettings; onChange: (changes: Partial<ProviderSettings>) => void };

/** Which values of a claim give which roles. */
export function ProviderRoles({ settings, onChange }: ProviderRolesProps) {
  const t = useTranslations("accounts.providers.dialog");
  const roles = useTranslations("accounts.invitations.projectRoles");
  const known = useQuery(useTRPC().projects.list.queryOptions()).data ?? [];
  const [admins, setAdmins] = useState(settings.adminValues.join(", "));
  const { claim, projects } = settings;
  const set = (at: number, changes: Partial<(typeof projects)[number]>) =>
    onChange({ projects: projects.map((rule, index) => (index === at ? { ...rule, ...changes } : rule)) });
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 border-border border-t pt-4">
      <legend className="float-left mb-4 w-full font-medium text-sm">{t("roles")}</legend>
      <div className="grid gap-4 sm:grid-cols-2">
        <FormField label={t("claim")} help={t("claimHelp")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              maxLength={200}
              value={claim}
              onChange={(event) => onChange({ claim: event.target.value })}
            />
          )}
        </FormField>
        <FormField label={t("adminValues")} help={t("adminHelp")}>
          {(control) => (
            <Input
              {...control}
              autoComplete="off"
              spellCheck={false}
              value={admins}
              onChange={(event) => {
                setAdmins(event.target.value);
                const values = event.target.value.split(",").map((value) => value.trim());
                onChange({ adminValues: values.filter(Boolean) });
              }}
            />
          )}
        </FormField>
      </div>
      {projects.map((rule, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rules have nothing but their place
        <div key={at} className="grid grid-cols-[1fr_auto] items-end gap-2 sm:grid-cols-[1fr_1fr_1fr_auto]">
          <FormField label={t("value")} className="min-w-0">
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                spellCheck={false}
                maxLength={200}
                value={rule.value}
                onChange={(event) => set(at, { value: event.target.value })}
              />
            )}
          </FormField>
          <ChoiceField
            label={t("project")}
            className="col-start-1 min-w-0 sm:col-start-2"
            value={rule.projectId}
            options={known.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(projectId) => set(at, { projectId })}
          />
          <ChoiceField
            label={t("role")}
            className="col-start-1 min-w-0 sm:col-start-3"
            value={rule.role}
            options={projectRoles.map((value) => ({ value, label: capitalized(roles(value)) }))}
            onChange={(role) => set(at, { role })}
          />
          <Button
            variant="ghost"
            size="icon"
            aria-label={t("removeRule")}
            className="col-start-2 row-start-1 sm:col-start-4"
            onClick={() => onChange({ projects: projects.filter((_, index) => index !== at) })}
          >
            <Trash2 aria-hidden />
          </Button>
        </div>
      ))}
      <Button
        variant="secondary"
        size="sm"
        className="self-start"
        onClick={() => onChange({ projects: [...projects, { value: "", projectId: mainProject, role: "editor" }] })}
      >
        <Plus aria-hidden />
        {t("addRule")}
      </Button>
    </fieldset>
  );
}
