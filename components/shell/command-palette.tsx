"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Workflow } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { useTRPC } from "../api";
import { CommandDialog, CommandEmpty, CommandGroup, CommandInput, CommandItem, CommandList } from "../ui/command";
import { useCreateWorkflow } from "../workflows/use-create-workflow";
import { destinations } from "./destinations";

type CommandPaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The canvas has its own use of Ctrl+K. */
  withShortcut: boolean;
};

/** Goes anywhere by typing: pages and workflows. */
export function CommandPalette({ open, onOpenChange, withShortcut }: CommandPaletteProps) {
  const router = useRouter();
  const { data: workflows } = useQuery({ ...useTRPC().workflows.list.queryOptions({}), enabled: open });
  const create = useCreateWorkflow();
  useShortcut(withShortcut, () => onOpenChange(!open));

  function go(href: string) {
    onOpenChange(false);
    router.push(href);
  }

  return (
    <CommandDialog
      open={open}
      onOpenChange={onOpenChange}
      title="Search pages and workflows"
      description="Type a name, choose with the arrow keys, open with Enter."
    >
      <CommandInput placeholder="Search pages and workflows" />
      <CommandList>
        <CommandEmpty>Nothing has that name.</CommandEmpty>
        <CommandGroup heading="Pages">
          {destinations.map(({ href, label, icon: Icon, keywords }) => (
            <CommandItem key={href} value={`page ${label}`} keywords={keywords} onSelect={() => go(href)}>
              <Icon aria-hidden className="text-muted" />
              {label}
            </CommandItem>
          ))}
          <CommandItem
            value="new workflow"
            keywords={["create", "add"]}
            onSelect={() => {
              onOpenChange(false);
              create.mutate({});
            }}
          >
            <Plus aria-hidden className="text-muted" />
            New workflow
          </CommandItem>
        </CommandGroup>
        {workflows && workflows.length > 0 && (
          <CommandGroup heading="Workflows">
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

function useShortcut(active: boolean, run: () => void) {
  useEffect(() => {
    if (!active) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  });
}
