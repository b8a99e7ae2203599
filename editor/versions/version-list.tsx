"use client";

import { useQueryClient } from "@tanstack/react-query";
import { CopyPlus, Ellipsis, PencilLine, RotateCcw } from "lucide-react";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { errorText, useTRPC, useTRPCClient } from "@/components/api";
import { FormField } from "@/components/form-field";
import { exactTime, Time } from "@/components/time";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "@/components/ui/dropdown-menu";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import type { RevisionSummary } from "@/shared/api";
import { useEditor } from "../editor-context";
import type { OpenVersions } from "./use-open-versions";

type VersionListProps = { workflowId: string; opened: OpenVersions; onChoose: (revision: number) => void };

export function VersionList({ workflowId, opened, onChoose }: VersionListProps) {
  const t = useTranslations("versions.list");
  const locale = useLocale();
  const { revisions, chosen, draft, hasMore, isLoadingMore, loadMore } = opened;
  const [naming, setNaming] = useState<RevisionSummary | null>(null);
  const actions = useVersionActions(workflowId, draft);
  return (
    <section aria-label={t("label")} className="min-h-0 flex-1 overflow-y-auto border-border border-b">
      <ol>
        {revisions.map((version) => (
          <li key={version.revision} className="group/version relative flex items-center border-border border-b">
            <button
              type="button"
              aria-current={version.revision === chosen}
              onClick={() => onChoose(version.revision)}
              className={cn(
                "min-w-0 flex-1 px-4 py-2.5 pr-11 text-left hover:bg-hover",
                version.revision === chosen && "bg-primary-soft hover:bg-primary-soft",
              )}
            >
              <span className="flex items-center gap-2">
                <span
                  className={cn("min-w-0 truncate text-sm", version.name && "font-medium")}
                  title={version.name ?? ""}
                >
                  {version.name ?? exactTime(version.at, locale)}
                </span>
                {version.revision === draft && <Badge>{t("draft")}</Badge>}
                {version.publishedAt !== null && <Badge variant="success">{t("published")}</Badge>}
              </span>
              <span className="block truncate text-muted text-xs">
                #{version.revision} · <Time at={version.at} />
                {version.author && ` · ${version.author}`}
              </span>
            </button>
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  className="absolute right-2"
                  aria-label={t("more", { revision: version.revision })}
                >
                  <Ellipsis aria-hidden />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="end">
                {version.revision !== draft && (
                  <DropdownMenuItem onSelect={() => void actions.restore(version.revision)}>
                    <RotateCcw aria-hidden />
                    {t("restore")}
                  </DropdownMenuItem>
                )}
                <DropdownMenuItem onSelect={() => setNaming(version)}>
                  <PencilLine aria-hidden />
                  {t(version.name ? "rename" : "name")}
                </DropdownMenuItem>
                <DropdownMenuItem onSelect={() => void actions.copy(version.revision)}>
                  <CopyPlus aria-hidden />
                  {t("copy")}
                </DropdownMenuItem>
              </DropdownMenuContent>
            </DropdownMenu>
          </li>
        ))}
      </ol>
      {hasMore && (
        <div className="flex justify-center p-3">
          <Button variant="secondary" size="sm" pending={isLoadingMore} onClick={loadMore}>
            {t("older")}
          </Button>
        </div>
      )}
      <NameDialog version={naming} onName={actions.name} onDone={() => setNaming(null)} />
    </section>
  );
}

function useVersionActions(workflowId: string, draft: number) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const editor = useEditor();
  const t = useTranslations("versions");
  const report = (what: "restore" | "copy" | "name", error: unknown) => {
    const { message, hint } = errorText(error);
    toast.error(t(`failures.${what}`, { problem: message }), { description: hint });
  };
  const fetched = (revision: number) => client.workflows.revision.query({ workflowId, revision });

  return {
    /** The old document becomes a new save: nothing is lost by it, and triggers stay as they are published. */
    async restore(revision: number) {
      try {
        const { document } = await fetched(revision);
        await client.workflows.save.mutate({ id: workflowId, document, revision: draft });
        await queryClient.invalidateQueries(trpc.workflows.pathFilter());
        editor.navigate(`/workflows/${workflowId}`);
        toast.success(t("restored", { revision }), { description: t("restoredDescription") });
      } catch (error) {
        report("restore", error);
      }
    },
    async copy(revision: number) {
      try {
        const [{ document }, { projectId }] = await Promise.all([
          fetched(revision),
          client.workflows.get.query({ id: workflowId }),
        ]);
        const name = t("copyName", { name: document.name.slice(0, 110), revision });
        const { id } = await client.workflows.create.mutate({ document: { ...document, name }, projectId });
        editor.navigate(`/workflows/${id}`);
      } catch (error) {
        report("copy", error);
      }
    },
    async name(revision: number, name: string) {
      try {
        await client.workflows.nameRevision.mutate({ workflowId, revision, name });
        await queryClient.invalidateQueries(trpc.workflows.revisions.pathFilter());
      } catch (error) {
        report("name", error);
      }
    },
  };
}

type NameDialogProps = {
  version: RevisionSummary | null;
  onName: (revision: number, name: string) => Promise<void>;
  onDone: () => void;
};

function NameDialog({ version, onName, onDone }: NameDialogProps) {
  const t = useTranslations("versions.nameDialog");
  return (
    <Dialog open={version !== null} onOpenChange={(open) => !open && onDone()}>
      <DialogContent className="max-w-sm" showClose={false}>
        <DialogTitle>{t("title")}</DialogTitle>
        <DialogDescription className="sr-only">{t("description")}</DialogDescription>
        {version && <NameForm key={version.revision} version={version} onName={onName} onDone={onDone} />}
      </DialogContent>
    </Dialog>
  );
}

function NameForm({ version, onName, onDone }: NameDialogProps & { version: RevisionSummary }) {
  const t = useTranslations();
  const [name, setName] = useState(version.name ?? "");
  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void onName(version.revision, name).then(onDone);
      }}
    >
      <FormField label={t("versions.nameDialog.name")} help={t("versions.nameDialog.help")}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={128}
            placeholder={t("versions.nameDialog.placeholder")}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <DialogFooter>
        <Button variant="secondary" onClick={onDone}>
          {t("common.cancel")}
        </Button>
        <Button type="submit">{t("versions.nameDialog.submit")}</Button>
      </DialogFooter>
    </form>
  );
}
