"use client";

import { useTranslations } from "use-intl";
import type { ProjectSummary } from "@/shared/access";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "../ui/select";

type ProjectChoiceProps = {
  projects: readonly ProjectSummary[];
  /** `undefined`: all. */
  value: string | undefined;
  onChange: (id: string | undefined) => void;
};

const all = "*";

/** Where there is one project only, there is nothing to choose. */
export function ProjectChoice({ projects, value, onChange }: ProjectChoiceProps) {
  const t = useTranslations("access.choice");
  if (projects.length < 2) return null;
  return (
    <Select value={value ?? all} onValueChange={(next) => onChange(next === all ? undefined : next)}>
      <SelectTrigger aria-label={t("label")} className="w-auto min-w-36 max-w-60 flex-1 sm:flex-none">
        <SelectValue />
      </SelectTrigger>
      <SelectContent>
        <SelectItem value={all}>{t("all")}</SelectItem>
        {projects.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
