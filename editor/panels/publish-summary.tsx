"use client";

import { useEffect, useState } from "react";
import { errorText } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog, DialogContent, DialogDescription, DialogFooter, DialogTitle } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { type DocumentDiff, diffDocuments, isSameDiff, type NodeChange } from "@/shared/document-diff";
import { useDocument, useEditor, useEditorState } from "../editor-context";

type PublishSummaryProps = { open: boolean; onOpenChange: (open: boolean) => void; onPublish: () => void };

/** What publishing would change of what runs now, triggers first. */
export function PublishSummary({ open, onOpenChange, onPublish }: PublishSummaryProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="max-w-md">
        <DialogTitle>Publish the changes?</DialogTitle>
        <DialogDescription>
          New executions take the new version at once. Those under way end with the one they began with.
        </DialogDescription>
        {open && <Summary />}
        <DialogFooter>
          <Button variant="secondary" onClick={() => onOpenChange(false)}>
            Not yet
          </Button>
          <Button
            onClick={() => {
              onOpenChange(false);
              onPublish();
            }}
          >
            Publish
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function Summary() {
  const editor = useEditor();
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
  if ("problem" in read) return <p className="text-muted text-sm">The changes could not be listed: {read.problem}</p>;
  return <Lines diff={read} />;
}

function Lines({ diff }: { diff: DocumentDiff }) {
  const nodeTypes = useEditorState((state) => state.nodeTypes);
  const isTrigger = ({ type }: NodeChange) => nodeTypes.get(type)?.trigger !== undefined;
  const triggers = diff.nodes.filter((change) => isTrigger(change) && change.is !== "moved");
  const others = diff.nodes.filter((change) => !isTrigger(change) && change.is !== "moved");
  const wires = diff.edges.added.length + diff.edges.removed.length;
  if (isSameDiff(diff)) return <p className="text-sm">Nothing is different from what runs now.</p>;
  return (
    <ul className="flex max-h-72 list-disc flex-col gap-1 overflow-y-auto pl-5 text-sm">
      {triggers.map((change) => (
        <li key={change.id} className="break-words font-medium">
          {triggerText(change)}
        </li>
      ))}
      {triggers.length === 0 && <li>It starts as before</li>}
      {others.length > 0 && (
        <li className="break-words">
          {countText(others.length, "node is", "nodes are")} different: {namesOf(others)}
        </li>
      )}
      {wires > 0 && <li>{countText(wires, "connection", "connections")} added or removed</li>}
      {diff.fields.length > 0 && <li>Name, settings or groups changed</li>}
    </ul>
  );
}

function triggerText(change: NodeChange): string {
  switch (change.is) {
    case "added":
      return `“${change.name}” starts it, too`;
    case "removed":
      return `“${change.name}” does not start it any more`;
    case "changed": {
      const fields = change.fields.map(({ path }) => path.replace(/^params\./, ""));
      return `“${change.name}” changes: ${fields.slice(0, 6).join(", ")}${fields.length > 6 ? " …" : ""}`;
    }
    case "moved":
      return "";
  }
}

function namesOf(changes: NodeChange[]): string {
  const names = changes.slice(0, 8).map(({ name, is }) => (is === "changed" ? name : `${name} (${is})`));
  return `${names.join(", ")}${changes.length > 8 ? ` and ${changes.length - 8} more` : ""}`;
}

const countText = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
