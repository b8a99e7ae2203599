"use client";

import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { toast } from "@/components/ui/sonner";
import { useEditor, useEditorState } from "../editor-context";

/** What to look at after an import or an export; without warnings a word is enough. */
export function ImportNewsDialog() {
  const { state } = useEditor();
  const news = useEditorState(({ importNews }) => importNews);
  const quiet = news?.warnings.length === 0;
  useEffect(() => {
    if (!news || !quiet) return;
    const nodes = `${news.nodes} ${news.nodes === 1 ? "node" : "nodes"}`;
    toast.success(news.isExport ? `Exported ${nodes} to ${news.what}` : `Added ${nodes}`);
    state.setState({ importNews: null });
  }, [news, quiet, state]);

  return (
    <Dialog open={news !== null && !quiet} onOpenChange={(open) => !open && state.setState({ importNews: null })}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{news?.isExport ? "Exported for n8n, with notes" : "Imported, with notes"}</DialogTitle>
          <DialogDescription>
            {news?.isExport
              ? `${news.what} is written. These parts need a look in n8n.`
              : `${news?.what} is on the canvas. Undo takes it away again.`}
          </DialogDescription>
        </DialogHeader>
        <ul className="flex max-h-96 list-disc flex-col gap-1.5 overflow-y-auto pl-4 marker:text-warning">
          {news?.warnings.map(({ message, place }) => (
            <li key={`${place} ${message}`} className="break-words">
              {message}
              {place && <code className="ml-1.5 break-all font-mono text-muted text-xs">{place}</code>}
            </li>
          ))}
        </ul>
        <DialogFooter>
          <Button onClick={() => state.setState({ importNews: null })}>Close</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
