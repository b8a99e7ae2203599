"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useTRPC } from "../api";
import { CommandDialog, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "../ui/command";
import { useCreateWorkflow } from "../workflows/use-create-workflow";
import { destinations } from "./destinations";

type CommandPaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Goes anywhere by typing: pages and workflows. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const t = useTranslations("shell");
  const router = useRouter();
  const { data: workflows } = useQuery({ ...useTRPC().workflows.list.queryOptions({}), enabled: open });
  const create = useCreateWorkflow();

  function go(href: string) {
    onOpenChange(false);
    router.push(href);
  }

  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("palette.title")}
      description={t("palette.description")}
    >
      <CommandInput placeholder={t("palette.title")} />
      <CommandList>
        <CommandEmpty>{t("palette.empty")}</CommandEmpty>
        <CommandGroup heading={t("palette.pages")}>
          {destinations.map(({ name, href, icon: Icon }) => (
            <CommandItem
              key={href}
              value={`page ${t(`destinations.${name}.label`)}`}
              keywords={t(`destinations.${name}.keywords`).split(", ")}
              onSelect={() => go(href)}
            >
              <Icon aria-hidden className="text-muted" />
              {t(`destinations.${name}.label`)}
            </CommandItem>
          ))}
          <CommandItem
            value={t("palette.newWorkflow").toLowerCase()}
            keywords={t("palette.newWorkflowKeywords").split(", ")}
            onSelect={() => {
              onOpenChange(false);
              create.mutate({});
            }}
          >
            <Plus aria-hidden className="text-muted" />
            {t("palette.newWorkflow")}
          </CommandItem>
        </CommandGroup>
        {workflows && workflows.length > 0 && (
          <CommandGroup heading={t("palette.workflows")}>
            {workflows.map(({ id, name }) => (
              <CommandItem key={id} value={`${name} ${id}`} onSelect={() => go(`/workflows/${id}`)}>
                <Workflow aria-hidden className="text-muted" />
                <span className="truncate">{name}</span>
              </CommandItem>
            ))}
          </CommandGroup>
        )}
      </CommandList>
    </CommandDialog>
  );
}
