"use client";

import { Users } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { SectionList } from "../settings/section-list";
import { Badge } from "../ui/badge";
import { Button } from "../ui/button";
import { NewProjectDialog } from "./new-project-dialog";
import { ProjectDialog } from "./project-dialog";
import { useMe, useProjects } from "./use-me";

/** The projects that who is signed in is a member of; administrators make and manage them. */
export function ProjectsSection() {
  const t = useTranslations("access");
  const query = useProjects();
  const isAdmin = useMe()?.isAdmin === true;
  const [open, setOpen] = useState<string>();
  const [isNew, setNew] = useState(false);
  return (
    <SectionList
      title={t("projects.title")}
      description={t("projects.description")}
      texts={{ add: t("projects.add"), loadFailed: t("projects.loadFailed"), none: t("projects.none") }}
      query={query}
      onAdd={isAdmin ? () => setNew(true) : undefined}
      row={({ id, name, role }) => (
        <li key={id} className="flex items-center gap-3 border-border border-b py-2 pr-2 pl-4 text-sm last:border-0">
          <span className="min-w-0 flex-1 truncate font-medium" title={name}>
            {name}
          </span>
          {!isAdmin && <Badge>{t(`roles.${role}`)}</Badge>}
          <Button variant="ghost" size="icon-sm" aria-label={t("projects.open", { name })} onClick={() => setOpen(id)}>
            <Users aria-hidden />
          </Button>
        </li>
      )}
    >
      {isNew && <NewProjectDialog onClose={() => setNew(false)} onMade={setOpen} />}
      {open !== undefined && <ProjectDialog id={open} onClose={() => setOpen(undefined)} />}
    </SectionList>
  );
}
