"use client";

import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { texts } from "@/components/messages/texts";
import { Button } from "@/components/ui/button";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "@/components/ui/dialog";
import { toast } from "@/components/ui/toast";
import { useEditor, useEditorState } from "../editor-context";
import type { ImportNews } from "../store";

/** What to look at after an import or an export; without warnings a word is enough. */
export function ImportNewsDialog() {
  const { state } = useEditor();
  const t = useTranslations();
  const news = useEditorState(({ importNews }) => importNews);
  const quiet = news?.warnings.length === 0;
  useEffect(() => {
    if (!news || !quiet) return;
    tell(news);
    state.setState({ importNews: null });
  }, [news, quiet, state]);

  return (
    <Dialog open={news !== null && !quiet} onOpenChange={(open) => !open && state.setState({ importNews: null })}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>{t(`editor.importNews.${news?.isExport ? "exportTitle" : "importTitle"}`)}</DialogTitle>
          <DialogDescription>
            {news?.isExport
              ? t("editor.importNews.exportDescription", { file: news.what })
              : t("editor.importNews.importDescription", { what: news?.what ?? "" })}
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
          <Button onClick={() => state.setState({ importNews: null })}>{t("common.close")}</Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

function tell({ isExport, nodes: count, what: file }: ImportNews) {
  const t = texts();
  toast.success(isExport ? t("editor.importNews.exported", { count, file }) : t("editor.importNews.added", { count }));
}
