"use client";

import { useEffect, useState } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { errorText } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { type DocumentDiff, diffDocuments, isSameDiff, type NodeChange } from "@/shared/document-diff";
import { useDocument, useEditor, useEditorState } from "../editor-context";

type PublishSummaryProps = { open: boolean; onOpenChange: (open: boolean) => void; onPublish: () => void };

/** What publishing would change of what runs now, triggers first. */
export function PublishSummary({ open, onOpenChange, onPublish }: PublishSummaryProps) {
  const t = useTranslations("editor");
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-md">
        <DialogTitle>{t("publishSummary.title")}</DialogTitle>
        <DialogDescription>{t("publishSummary.description")}</DialogDescription>
        {open && <Summary />}
        <DialogFooter>
          <Button variant="secondary" onClick={() => onOpenChange(false)}>
            {t("publishSummary.notYet")}
          </Button>
          <Button
            onClick={() => {
              onOpenChange(false);
              onPublish();
            }}
          >
            {t("publish.publish")}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function Summary() {
  const editor = useEditor();
  const t = useTranslations("editor.publishSummary");
  const document = useDocument();
  const [read, setRead] = useState<DocumentDiff | { problem: string } | null>(null);
  useEffect(() => {
    let gone = false;
    editor.client.workflows.publishedDocument.query({ id: editor.state.getState().workflowId }).then(
      (published) => void (gone || setRead(diffDocuments(published ?? document, document))),
      (thrown) => void (gone || setRead({ problem: errorText(thrown).message })),
    );
    return () => {
      gone = true;
    };
  }, [editor, document]);

  if (read === null) return <Skeleton className="h-16" />;
  if ("problem" in read) return <p className="text-muted text-sm">{t("unreadable", { problem: read.problem })}</p>;
  return <Lines diff={read} />;
}

function Lines({ diff }: { diff: DocumentDiff }) {
  const t = useTranslations("editor.publishSummary");
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const isTrigger = ({ type }: NodeChange) => nodeTypes.get(type)?.trigger !== undefined;
  const changes = diff.nodes.filter((change) => change.is !== "moved");
  const triggers = changes.filter(isTrigger);
  const others = changes.filter((change) => !isTrigger(change));
  const wires = diff.edges.added.length + diff.edges.removed.length;
  if (isSameDiff(diff)) return <p className="text-sm">{t("same")}</p>;
  return (
    <ul className="flex max-h-72 list-disc flex-col gap-1 overflow-y-auto pl-5 text-sm">
      {triggers.map((change) => (
        <li key={change.id} className="break-words font-medium">
          <TriggerChange change={change} />
        </li>
      ))}
      {triggers.length === 0 && <li>{t("sameTriggers")}</li>}
      {others.length > 0 && (
        <li className="break-words">
          <OtherChanges changes={others} />
        </li>
      )}
      {wires > 0 && <li>{t("connections", { count: wires })}</li>}
      {diff.fields.length > 0 && <li>{t("workflow")}</li>}
    </ul>
  );
}

function TriggerChange({ change }: { change: NodeChange }) {
  const t = useTranslations("editor.publishSummary");
  const format = useFormatter();
  const { name } = change;
  switch (change.is) {
    case "added":
      return t("triggerAdded", { name });
    case "removed":
      return t("triggerRemoved", { name });
    case "changed": {
      const fields = change.fields.map(({ path }) => path.replace(/^params\./, ""));
      const shown = format.list(fields.slice(0, 6), { style: "narrow" });
      return t("triggerChanged", { name, fields: fields.length > 6 ? `${shown} …` : shown });
    }
    case "moved":
      return null;
  }
}

function OtherChanges({ changes }: { changes: NodeChange[] }) {
  const t = useTranslations("editor.publishSummary");
  const format = useFormatter();
  const shown = changes.slice(0, 8).map(({ name, is }) => {
    if (is === "added") return t("nodeAdded", { name });
    return is === "removed" ? t("nodeRemoved", { name }) : name;
  });
  const names = format.list(shown, { style: "narrow" });
  const more = changes.length - shown.length;
  return t("nodes", { count: changes.length, names: more > 0 ? t("andMore", { names, count: more }) : names });
}
