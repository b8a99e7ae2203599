"use client";

import { type FormEvent, useState } from "react";
import { useTranslations } from "use-intl";
import type { ApiDocumentPreview, ApiNodeSummary } from "@/shared/api";
import { errorText } from "../api";
import { FormError, FormField } from "../form-field";
import { Button } from "../ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogHeader, DialogTitle } from "../ui/dialog";
import { Input } from "../ui/input";
import { Spinner } from "../ui/spinner";
import { toast } from "../ui/toast";
import { type Source, SourceFields } from "./source-fields";
import { useApiNodeActions } from "./use-api-nodes";

type DocumentDialogProps = {
  /** The node that gets a newer document; without it a new one is made. */
  node?: ApiNodeSummary;
  onClose: () => void;
};

/** Reads a document, shows what is in it, and makes a node of it. */
export function DocumentDialog({ node, onClose }: DocumentDialogProps) {
  const t = useTranslations("apiNodes.dialog");
  const { preview, add, update } = useApiNodeActions();
  const [source, setSource] = useState<Source>({ is: "url", url: node?.url ?? "", text: "" });
  const [label, setLabel] = useState<string>();
  const found = preview.data;
  const name = label ?? node?.label ?? found?.title ?? "";
  const error = preview.error ?? add.error ?? update.error;
  const isBusy = preview.isPending || add.isPending || update.isPending;
  const given = source.is === "url" ? { url: source.url.trim() } : { text: source.text };

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!found) return preview.mutate({ source: given });
    const done = () => {
      toast.success(t(node ? "updated" : "added", { name }));
      onClose();
    };
    if (node) update.mutate({ id: node.id, source: given }, { onSuccess: done });
    else add.mutate({ source: given, label: name.trim() }, { onSuccess: done });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-2xl">
        <DialogHeader>
          <DialogTitle>{node ? t("updateTitle", { name: node.label }) : t("addTitle")}</DialogTitle>
          <DialogDescription>{t(node ? "updateDescription" : "addDescription")}</DialogDescription>
        </DialogHeader>
        <form onSubmit={submit} className="flex flex-col gap-4">
          <SourceFields
            source={source}
            onChange={(next) => {
              setSource(next);
              preview.reset();
            }}
          />
          {error && <FormError {...errorText(error)} />}
          {found && <Preview found={found} />}
          {found && !node && (
            <FormField label={t("name")} help={t("nameHelp")}>
              {(control) => (
                <Input {...control} value={name} maxLength={80} onChange={(event) => setLabel(event.target.value)} />
              )}
            </FormField>
          )}
          <DialogFooter>
            <Button type="submit" disabled={isBusy || (found !== undefined && name.trim() === "")}>
              {isBusy && <Spinner />}
              {t(found ? (node ? "update" : "add") : "read")}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

function Preview({ found }: { found: ApiDocumentPreview }) {
  const t = useTranslations("apiNodes.dialog");
  const { title, release, servers, operations, total, warnings } = found;
  return (
    <section aria-label={t("found")} className="flex flex-col gap-2 rounded-lg border border-border p-3 text-sm">
      <p>
        <span className="font-medium">{title}</span> <span className="text-muted">{release}</span>
      </p>
      <p className="break-words text-muted text-xs">
        {t("operations", { count: total })} · {servers[0] ?? t("noServer")}
      </p>
      <ul className="max-h-48 min-h-24 shrink-0 overflow-y-auto rounded-md bg-hover px-2 py-1 font-mono text-xs">
        {operations.map(({ key, method, path, label }) => (
          <li key={key} className="truncate py-0.5" title={label}>
            {`${method} ${path}`}
          </li>
        ))}
      </ul>
      {total > operations.length && (
        <p className="text-muted text-xs">{t("more", { count: total - operations.length })}</p>
      )}
      {warnings.map((warning) => (
        <p key={warning} className="break-words text-warning text-xs">
          {warning}
        </p>
      ))}
    </section>
  );
}
